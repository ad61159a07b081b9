/**
 * `swarmlan __complete WORDS…`: what the shell's TAB offers, a line for each word with what it is behind a tab, and
 * `:files` where names of files belong. Never asks, never says why it has nothing, and ends within two seconds.
 */
import type { ValueKind } from "../define-command.ts";
import { knownValues } from "./known-values.ts";
import { type Candidate, wantedAt } from "./wanted.ts";

/** The first call over ssh takes half a second; who waits longer for TAB types on. */
const DEADLINE_MS = 1500;

export async function complete(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { candidates, kinds, typed, said } = wantedAt(words);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const given = new Promise<readonly Candidate[]>((resolve) => signal.addEventListener("abort", () => resolve([])));
  const look = (kind: ValueKind) => Promise.race([knownValues(kind, { said, env, signal }).catch(() => []), given]);
  const all = [...candidates, ...(await Promise.all(kinds.map(look))).flat()];
  const lines = all.filter(({ word }) => word.startsWith(typed)).map(lineOf);
  return [...new Set(lines), ...(kinds.includes("file") ? [":files"] : [])].map((line) => `${line}\n`).join("");
}

function lineOf({ word, says }: Candidate): string {
  return says === undefined ? word : `${word}\t${says.replace(/\s+/g, " ")}`;
}
