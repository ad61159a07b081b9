/** From where doctor looks as a client: this machine, a host reached by ssh (`--from`), or a lab's client. */
import { ADDRESSES, addressesIn } from "../../edges/host/vantage/own-addresses.ts";
import { vantageHere } from "../../edges/host/vantage/here.ts";
import { vantageOverSsh } from "../../edges/host/vantage/over-ssh.ts";
import { SshShell } from "../../edges/host/vantage/ssh-shell.ts";
import { vantageAt } from "../../edges/host/vantage/vantage.ts";
import type { Vantage } from "../../operations/ports/vantage.ts";
import type { Context } from "../define-command.ts";
import { labOf } from "../vantage.ts";
import { connectFrom } from "./lab-connect.ts";

type Where = Pick<Context, "file" | "signal">;

interface OpenVantage extends Vantage {
  close(): void;
}

export async function doctorVantage({ file, signal }: Where, from: string | undefined): Promise<OpenVantage> {
  if (from !== undefined && labOf(file) === undefined) return overSsh(from, signal);
  return { ...(await localVantage(file, from)), close: () => {} };
}

async function overSsh(host: string, signal: AbortSignal): Promise<OpenVantage> {
  const shell = new SshShell(host);
  return { ...(await vantageOverSsh(host, shell, signal)), close: () => shell.close() };
}

async function localVantage(file: string, from: string | undefined): Promise<Vantage> {
  const name = labOf(file);
  if (name === undefined) return vantageHere();
  const { labPlaceHere, openLab } = await import("../../lab/index.ts");
  const lab = openLab(name);
  if (from === undefined && labPlaceHere(lab) !== undefined) return vantageHere();
  const place = from ?? "client";
  return vantageAt({
    name: place,
    ownAddresses: addressesIn((await lab.exec(place, ADDRESSES.split(" "))).stdout),
    run: async (argv) => lab.exec(place, argv),
    connect: connectFrom(lab, place),
  });
}
