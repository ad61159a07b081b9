/**
 * From where a test looks: this machine. Only for a lab's own spec, whose LAN ends inside the lab, it is the lab's client,
 * unless the command already runs inside one of that lab's places.
 */
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { AppError } from "../errors/app-error.ts";
import { type Address, parseAddress } from "../model/address.ts";
import type { FetchHere } from "../operations/test-lan.ts";
import type { Lab } from "../lab/index.ts";

export interface Vantage {
  readonly fetchHere: FetchHere;
  readonly ownAddresses: readonly Address[];
  /** The image to test with, where one is known to be there. */
  readonly image?: string;
}

const FETCH = `fetch(process.argv[1], { signal: AbortSignal.timeout(5000) }).then(
  () => process.exit(0),
  (error) => { console.error(error.cause?.message ?? error.message); process.exit(1); },
)`;
const ADDRESSES = `console.log(Object.values(require("node:os").networkInterfaces()).flat().map((it) => it.address).join("\\n"))`;

export async function vantageOf(specFile: string): Promise<Vantage> {
  const name = labOf(specFile);
  if (name === undefined) return here();
  const { labPlaceHere, openLab } = await import("../lab/index.ts");
  const lab = openLab(name);
  return labPlaceHere(lab) === undefined ? atClient(lab) : { ...here(), image: lab.image };
}

/** The lab that a spec belongs to: the folder of such a spec is made by a lab alone, anywhere else its code need not be loaded. */
export function labOf(specFile: string): string | undefined {
  return /\/swarmlan-lab\/([a-z][a-z0-9]*)\/[^/]+$/.exec(resolve(specFile))?.[1];
}

function here(): Vantage {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all?.map((it) => it.address) ?? []);
  return {
    fetchHere: async (url, signal) => {
      const answer = await fetch(url, { signal, redirect: "manual" });
      await answer.body?.cancel();
    },
    ownAddresses: addressesIn(addresses),
  };
}

/** Node itself is the one HTTP client that is surely on this machine. */
async function atClient(lab: Lab): Promise<Vantage> {
  const node = (script: string, ...argv: readonly string[]) =>
    lab.exec("client", [process.execPath, "--eval", script, ...argv]);
  const told = await node(ADDRESSES);
  return {
    image: lab.image,
    ownAddresses: addressesIn(told.stdout.split("\n")),
    fetchHere: async (url) => {
      const { code, stderr } = await node(FETCH, url);
      if (code !== 0) throw new AppError("LAB_COMMAND_FAILED", { command: `fetch ${url}`, text: stderr.trim() });
    },
  };
}

function addressesIn(texts: readonly string[]): readonly Address[] {
  return texts.flatMap((it) => parseAddress(it) ?? []);
}
