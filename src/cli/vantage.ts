/** From where a test looks: this machine, or the client of the lab that the spec belongs to (a lab's LAN ends inside it). */
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { AppError } from "../errors/app-error.ts";
import { type Address, parseAddress } from "../model/address.ts";
import type { FetchHere } from "../operations/test-lan.ts";

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

export async function vantageOf(specFile: string): Promise<Vantage> {
  // The folder of a lab's spec is made by the lab alone; anywhere else its code need not be loaded.
  const name = /\/swarmlan-lab\/([a-z][a-z0-9]*)\/[^/]+$/.exec(resolve(specFile))?.[1];
  return name === undefined ? here() : inLab(name);
}

function here(): Vantage {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all?.map((it) => it.address) ?? []);
  return {
    fetchHere: async (url, signal) => {
      const answer = await fetch(url, { signal, redirect: "manual" });
      await answer.body?.cancel();
    },
    ownAddresses: addresses.flatMap((it) => parseAddress(it) ?? []),
  };
}

async function inLab(name: string): Promise<Vantage> {
  const { openLab } = await import("../lab/index.ts");
  const lab = openLab(name);
  return {
    image: lab.image,
    ownAddresses: [],
    fetchHere: async (url) => {
      // Node itself is the one HTTP client that is surely on this machine.
      const { code, stderr } = await lab.exec("client", [process.execPath, "--eval", FETCH, url]);
      if (code !== 0) throw new AppError("LAB_COMMAND_FAILED", { command: `fetch ${url}`, text: stderr.trim() });
    },
  };
}
