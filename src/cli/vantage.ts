/**
 * From where a test looks: this machine. Only for a lab's own spec, whose LAN ends inside the lab, it is the lab's client,
 * unless the command already runs inside one of that lab's places.
 */
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { AppError } from "../errors/app-error.ts";
import { type Address, parseAddress } from "../model/address.ts";
import type { FetchHere, Page } from "../operations/test-lan.ts";
import type { Lab } from "../lab/index.ts";

export interface Vantage {
  readonly fetchHere: FetchHere;
  readonly ownAddresses: readonly Address[];
  /** The image to test with, where one is known to be there. */
  readonly image?: string;
}

/** The start of a page, as bytes of UTF-8. Stands alone: it runs as text in a lab's client too. */
async function fetchPage(url: string, signal: AbortSignal): Promise<Page> {
  const most = 65_536;
  const answer = await fetch(url, { signal });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    parts.push(part);
    size += part.length;
    if (size >= most) break;
  }
  return { status: answer.status, body: Buffer.concat(parts).subarray(0, most).toString("utf8") };
}

const FETCH = `(${fetchPage.toString()})(process.argv[1], AbortSignal.timeout(5000)).then(
  (page) => console.log(JSON.stringify(page)),
  (error) => { console.error(error.cause?.message || error.message); process.exitCode = 1; },
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
    fetchHere: fetchPage,
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
      const { code, stdout, stderr } = await node(FETCH, url);
      if (code !== 0) throw new AppError("LAB_COMMAND_FAILED", { command: `fetch ${url}`, text: stderr.trim() });
      return JSON.parse(stdout) as Page;
    },
  };
}

function addressesIn(texts: readonly string[]): readonly Address[] {
  return texts.flatMap((it) => parseAddress(it) ?? []);
}
