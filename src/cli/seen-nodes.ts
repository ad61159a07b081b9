/**
 * The names of the nodes that a swarm had when it was looked at last, so that their logins begin while the manager is
 * still asked who they are. A guess in the user's own cache folder: it decides nothing, and lost it costs only time.
 *
 * Refuses nothing: what cannot be read is no guess, and what cannot be written is not there the next time. A folder that
 * others can write to is left alone: who is asked would be theirs to say.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SwarmView } from "../model/snapshot.ts";
import type { SwarmAccess } from "../model/spec.ts";

/** What a node's endpoint is made of. */
interface Seen {
  readonly hostname: string;
  readonly address: string;
}

export interface SeenNodes {
  readonly nodes: readonly Seen[];
  readonly note: (swarm: Pick<SwarmView, "nodes" | "manager">) => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** More are not asked at once anyhow. */
const MOST = 32;
/** File systems take names of 255 bytes. */
const LONGEST = 200;

/** Nothing is remembered where the spec names each endpoint itself. */
export function seenNodes(access: SwarmAccess, env: Environment): SeenNodes {
  const file = access.nodes?.kind === "map" ? undefined : fileOf(access, env);
  if (file === undefined) return { nodes: [], note: () => undefined };
  const text = read(file.path);
  return {
    nodes: seenIn(text),
    note: ({ nodes, manager }) => {
      // The manager in use needs no other way than it has, where the spec does not say one.
      const asked = access.nodes === undefined ? nodes.filter((it) => it.id !== manager.node) : nodes;
      const now = JSON.stringify(asked.slice(0, MOST).map(({ hostname, address }) => ({ hostname, address })));
      if (now !== text) write(file, now);
    },
  };
}

interface CacheFile {
  readonly folder: string;
  readonly path: string;
}

/** By what the spec and the environment say of the way; undefined where there is no folder of this user's alone. */
function fileOf({ manager, nodes, id = "" }: SwarmAccess, env: Environment): CacheFile | undefined {
  const { XDG_CACHE_HOME, HOME, DOCKER_HOST = "", DOCKER_CONTEXT = "" } = env;
  const [root, below] = XDG_CACHE_HOME ? [XDG_CACHE_HOME, "swarmlan"] : [HOME, ".cache/swarmlan"];
  const way = [id, manager ?? `${DOCKER_HOST} ${DOCKER_CONTEXT}`, nodes?.kind === "template" ? nodes.text : ""];
  const name = encodeURIComponent(way.join(" "));
  if (!root || process.getuid === undefined || name.length > LONGEST) return undefined;
  const there = statSync(root, { throwIfNoEntry: false });
  if (there === undefined || there.uid !== process.getuid()) return undefined;
  const folder = join(root, below, "nodes");
  return { folder, path: join(folder, name) };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function seenIn(text: string): readonly Seen[] {
  try {
    const all: unknown = JSON.parse(text);
    return Array.isArray(all) ? all.filter(isSeen).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isSeen(it: unknown): it is Seen {
  const { hostname, address } = (it ?? {}) as Partial<Record<keyof Seen, unknown>>;
  return typeof hostname === "string" && hostname !== "" && typeof address === "string";
}

/** Whole or not at all: another process may read it at that moment. */
function write({ folder, path }: CacheFile, text: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fresh = join(folder, `.${process.pid}`);
    writeFileSync(fresh, text, { mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    // A disk that is full or read-only makes the next look slower, no more.
  }
}
