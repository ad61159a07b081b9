/** What a command loads before it does anything is paid at every start: what few need is loaded where it is needed. */
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { sources } from "./sources.ts";

const texts = new Map(sources().map(({ path, text }) => [path, text]));

/** What a file imports at once: not types, and not `await import`. */
function importsOf(path: string): readonly string[] {
  const text = texts.get(path) ?? "";
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;"']*?\sfrom\s+)?["']([^"']+)["'];/gm);
  return [...statements].flatMap(([statement, from = ""]) => (onlyTypes(statement) ? [] : [from]));
}

/** `import { type A, type B } from`. */
function onlyTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/
    .exec(statement)?.[1]
    ?.split(",")
    .map((it) => it.trim());
  const whole = /^import\s+(?:\w+|\*)/.test(statement);
  return !whole && names !== undefined && names.filter((it) => it !== "").every((it) => it.startsWith("type "));
}

/** Everything that a file loads, by the way that it is loaded. */
function loadedBy(entry: string): ReadonlyMap<string, string> {
  const ways = new Map([[entry, entry]]);
  for (const [path, way] of ways) {
    for (const from of importsOf(path)) {
      const target = from.startsWith(".") ? join(dirname(path), from) : from;
      if (!ways.has(target)) ways.set(target, `${way} > ${target}`);
    }
  }
  return ways;
}

const READING = ["plan", "apply", "ps", "status", "find"];
/** Slow to load, or of no use to who looks at a swarm. */
const NOT_AT_ONCE =
  /^(?:node:(?:crypto|tls|https|zlib|worker_threads|readline.*)|@clack\/prompts|src\/(?:lab|simulator)\/.*)$/;

describe("what is loaded at the start", () => {
  it.each(READING)("of %s is only what it needs", (command) => {
    const loaded = loadedBy(`src/cli/commands/${command}.ts`);
    expect(loaded.size).toBeGreaterThan(50);
    expect([...loaded].filter(([target]) => NOT_AT_ONCE.test(target)).map(([, way]) => way)).toEqual([]);
  });

  it("of every command is neither a way to an Engine, nor YAML, nor what plans", () => {
    const loaded = [...loadedBy("src/cli/run-command-line.ts")];
    expect(loaded.length).toBeGreaterThan(10);
    const heavy = /^(?:yaml|zod.*|src\/(?:edges|core|operations|lab|simulator)\/.*)$/;
    expect(loaded.filter(([target]) => heavy.test(target) || NOT_AT_ONCE.test(target)).map(([, way]) => way)).toEqual(
      [],
    );
  });

  it("of --version is nothing", () => {
    expect([...loadedBy("src/cli/main.ts").keys()]).toEqual(["src/cli/main.ts", "node:fs"]);
  });
});
