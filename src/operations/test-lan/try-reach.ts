/** Fetches a container's page from inside another one, with what its image has: wget, else curl. */
import { type Address, formatAddress } from "../../model/address.ts";
import type { ContainerId } from "../../model/ids.ts";
import type { Engine, ExecResult } from "../ports/engine.ts";
import type { Reached } from "./test-report.ts";

/** A shell's codes for "cannot be run" and "is not there"; Engines answer with them too. */
const NOT_THERE: ReadonlySet<number> = new Set([126, 127]);
const SEGMENTATION_FAULT = 139;
const SECONDS = "3";

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

/** Any HTTP answer shows that it was reached. Throws what the Engine throws. */
export async function reachFromInside({ engine, container, address, port, signal }: Reaching): Promise<Reached> {
  const url = urlOf(address, port);
  const wget = await engine.containers.exec(container, ["wget", "-q", "-T", SECONDS, "-O", "-", url], signal);
  if (wget.exitCode === SEGMENTATION_FAULT) {
    // Debian's static busybox (1.35) dies of -T; without it the caller's deadline ends what hangs.
    return judge(await engine.containers.exec(container, ["wget", "-q", "-O", "-", url], signal));
  }
  if (!NOT_THERE.has(wget.exitCode)) return judge(wget);
  const argv = ["curl", "-sS", "-m", SECONDS, "-o", "/dev/null", url];
  const curl = await engine.containers.exec(container, argv, signal);
  if (!NOT_THERE.has(curl.exitCode)) return judge(curl);
  return { kind: "unknown", text: "the image has neither wget nor curl" };
}

function judge({ exitCode, output }: ExecResult): Reached {
  if (exitCode === 0 || /server returned error: HTTP|ERROR \d{3}/.test(output)) return { kind: "ok" };
  return { kind: "failed", text: output.trim() || `exit code ${exitCode}` };
}
