/** Fetches a page from inside a container, with what its image has: wget, else curl. */
import { type Address, formatAddress } from "../../model/address.ts";
import type { ContainerId } from "../../model/ids.ts";
import type { Engine, ExecResult } from "../ports/engine.ts";
import type { Fetched } from "./page.ts";

/** A shell's codes for "cannot be run" and "is not there"; Engines answer with them too. */
const NOT_THERE: ReadonlySet<number> = new Set([126, 127]);
const SEGMENTATION_FAULT = 139;
const SECONDS = "3";
/** What wget says succeeded: it gives no page for any other status. */
const OK = 200;

export interface Reaching {
  readonly engine: Engine;
  readonly container: ContainerId;
  readonly address: Address;
  readonly port: number;
  readonly signal: AbortSignal;
}

export function urlOf(address: Address, port: number): string {
  const host = address.family === 6 ? `[${formatAddress(address)}]` : formatAddress(address);
  return `http://${host}:${port}/`;
}

/** Throws what the Engine throws. */
export async function fetchInside({ engine, container, address, port, signal }: Reaching): Promise<Fetched> {
  const url = urlOf(address, port);
  const wget = await engine.containers.exec(container, ["wget", "-q", "-T", SECONDS, "-O", "-", url], signal);
  if (wget.exitCode === SEGMENTATION_FAULT) {
    // Debian's static busybox (1.35) dies of -T; without it the caller's deadline ends what hangs.
    return ofWget(await engine.containers.exec(container, ["wget", "-q", "-O", "-", url], signal));
  }
  if (!NOT_THERE.has(wget.exitCode)) return ofWget(wget);
  const curl = await engine.containers.exec(container, ["curl", "-sSLi", "-m", SECONDS, url], signal);
  if (!NOT_THERE.has(curl.exitCode)) return ofCurl(curl);
  return { kind: "unknown", text: "the image has neither wget nor curl" };
}

function ofWget({ exitCode, output }: ExecResult): Fetched {
  if (exitCode === 0) return { kind: "page", page: { status: OK, body: output } };
  const status = /server returned error: HTTP\/\S+ (\d{3})|ERROR (\d{3})/.exec(output);
  if (status !== null) return { kind: "page", page: { status: Number(status[1] ?? status[2]) } };
  return failed({ exitCode, output });
}

const HEADERS = /^HTTP\/\S+ (\d{3})[^]*?\r?\n\r?\n/;

/** Each hop of a redirect has headers of its own; the last are the page's. */
function ofCurl({ exitCode, output }: ExecResult): Fetched {
  if (exitCode !== 0) return failed({ exitCode, output });
  let page: { status?: number; body: string } = { body: output };
  for (let headers = HEADERS.exec(page.body); headers !== null; headers = HEADERS.exec(page.body)) {
    page = { status: Number(headers[1]), body: page.body.slice(headers[0].length) };
  }
  return { kind: "page", page };
}

function failed({ exitCode, output }: ExecResult): Fetched {
  return { kind: "failed", text: output.trim() || `exit code ${exitCode}` };
}
