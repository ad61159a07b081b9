/** The last lines of the Engine's log on this machine; "" where it cannot be read. */
import { execFile } from "node:child_process";
import { ENGINE_LOG_COMMAND } from "../../model/engine-log.ts";

const LARGEST = 4 * 2 ** 20;

export function engineLogHere(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    execFile("sh", ["-c", ENGINE_LOG_COMMAND], { signal, maxBuffer: LARGEST }, (_, stdout) => resolve(stdout));
  });
}
