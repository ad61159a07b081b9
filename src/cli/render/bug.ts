/** What `--debug` shows of a failure: its stack, and those of its causes. */
import { inspect } from "node:util";

export type FailureCase = unknown;

export function renderBug(thrown: FailureCase): string {
  return `${inspect(thrown, { depth: 4 })}\n`;
}
