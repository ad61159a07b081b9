/** From where doctor looks as a client: this machine, a host reached by ssh (`--from`), or a lab's client. */
import { reachOfError, vantageHere } from "../../edges/host/vantage/here.ts";
import { vantageOverSsh } from "../../edges/host/vantage/over-ssh.ts";
import { SshShell } from "../../edges/host/vantage/ssh-shell.ts";
import { vantageAt } from "../../edges/host/vantage/vantage.ts";
import { formatAddress, parseAddress } from "../../model/address.ts";
import type { Vantage } from "../../operations/ports/vantage.ts";
import type { Context } from "../define-command.ts";
import { labOf } from "../vantage.ts";

type Where = Pick<Context, "file" | "signal">;

/** Prints the error's code of a connection that fails. */
const CONNECT = `const socket = require("node:net").connect({ host: process.argv[1], port: Number(process.argv[2]), timeout: 2000 });
const end = (text) => { console.log(text); process.exit(0); };
socket.on("connect", () => end("answered")); socket.on("timeout", () => end("ETIMEDOUT"));
socket.on("error", (error) => end(error.code));`;

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
  const { CLIENT, labPlaceHere, openLab } = await import("../../lab/index.ts");
  const lab = openLab(name);
  if (from === undefined && labPlaceHere(lab) !== undefined) return vantageHere();
  const place = from ?? "client";
  return vantageAt({
    name: place,
    ownAddresses: place === "client" ? [parseAddress(CLIENT)].filter((it) => it !== undefined) : [],
    run: async (argv) => lab.exec(place, argv),
    connect: async (to, port) => {
      const { stdout } = await lab.exec(place, [process.execPath, "--eval", CONNECT, formatAddress(to), String(port)]);
      return stdout.trim() === "answered"
        ? { kind: "known", value: { kind: "answered" } }
        : reachOfError(stdout.trim());
    },
  });
}
