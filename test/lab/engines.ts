/**
 * The Engine versions that lab tests can mix: this machine's own, and the roots that `npm run engines` made.
 * Where roots are missing, a mixed lab is red under CI; elsewhere it says so and stands on the Engines that are there.
 */
import { readlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { engineVersion } from "../../src/lab/engines.ts";
import { atLeast } from "../../src/simulator/versions.ts";

export interface EngineAtHand {
  readonly version: string;
  /** Absent: this machine's own. */
  readonly root?: string;
}

const FOLDER = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "swarmlan", "engines");

/** Every Engine version at hand, oldest first. Throws under CI when there are not three: an old one, 26.1 and sid's. */
export async function engines(): Promise<readonly EngineAtHand[]> {
  const made = ["bookworm", "trixie", "sid"].flatMap(rootOf);
  const all = [{ version: await engineVersion() }, ...made];
  const different = all.filter((it, at) => all.findIndex((one) => one.version === it.version) === at);
  if (different.length < 3) complain(different.map((it) => it.version));
  return different.toSorted((a, b) => (atLeast(a.version, b.version) ? 1 : -1));
}

/** For labUp: the Engines of these nodes, by their age among those at hand: 0 is the oldest, 1 the next. */
export async function mixedEngines(
  ages: Readonly<Record<string, number>>,
): Promise<{ readonly roots: Readonly<Record<string, string>> }> {
  const all = await engines();
  const roots = Object.entries(ages).flatMap(([node, age]) => {
    const { root } = all[age % all.length] ?? {};
    return root === undefined ? [] : [[node, root] as const];
  });
  return { roots: Object.fromEntries(roots) };
}

function rootOf(suite: string): readonly EngineAtHand[] {
  try {
    const version = readlinkSync(join(FOLDER, suite));
    return [{ version, root: join(FOLDER, version) }];
  } catch {
    return []; // not made, or not needed on this machine
  }
}

function complain(there: readonly string[]): void {
  const text = `there is only Engine ${there.join(" and ")} here; npm run engines makes others`;
  if (process.env["CI"] === "true") throw new TypeError(text);
  console.warn(`NOT MIXED: ${text}`);
}
