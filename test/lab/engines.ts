/**
 * The Engine versions that lab tests can mix: this machine's own, and the roots that `npm run engines` made.
 * Where roots are missing, a mixed lab is red under CI; elsewhere it says so and stands on this machine's Engine alone.
 */
import { spawnSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { atLeast } from "../../src/simulator/versions.ts";

export interface EngineRoot {
  readonly version: string;
  /** Absent: this machine's own. */
  readonly root?: string;
}

const FOLDER = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "swarmlan", "engines");

/** Every Engine version at hand, oldest first: one of each. Throws under CI when there is none but this machine's own. */
export function engines(): readonly EngineRoot[] {
  const made = ["bookworm", "trixie", "sid"].flatMap((suite): readonly EngineRoot[] => {
    try {
      const version = readlinkSync(join(FOLDER, suite));
      return [{ version, root: join(FOLDER, version) }];
    } catch {
      return []; // not made, or not needed here
    }
  });
  if (made.length < 2) complain();
  const own: EngineRoot = { version: ownVersion() };
  const other = made.filter(
    (it, at) => it.version !== own.version && made.findIndex((one) => one.version === it.version) === at,
  );
  return [own, ...other].toSorted((a, b) => (atLeast(a.version, b.version) ? 1 : -1));
}

/** For labUp: gives the nodes these Engines in the order of `ages` (0 is the oldest), again from the start when there are more. */
export function mixedEngines(
  nodes: readonly string[],
  ages: readonly number[] = [0, 1, 2],
): { readonly roots: Readonly<Record<string, string>> } {
  const all = engines();
  const given = nodes.flatMap((name, at): readonly (readonly [string, string])[] => {
    const { root } = all[(ages[at % ages.length] ?? 0) % all.length] ?? {};
    return root === undefined ? [] : [[name, root]];
  });
  return { roots: Object.fromEntries(given) };
}

function ownVersion(): string {
  const { stdout } = spawnSync("dockerd", ["--version"], { encoding: "utf8" });
  return /version (\d+\.\d+\.\d+)/.exec(stdout ?? "")?.[1] ?? "0";
}

function complain(): void {
  const text = "other Engine versions are not here: make them with `npm run engines`";
  if (process.env["CI"] === "true") throw new TypeError(text);
  console.warn(`NOT MIXED: ${text}`);
}
