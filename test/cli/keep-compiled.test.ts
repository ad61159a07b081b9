import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../../bin/swarmlan.js", import.meta.url));

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "swarmlan-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function run(env: Record<string, string>, ...argv: readonly string[]) {
  const { PATH = "" } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...argv], {
    env: { PATH, ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** Every file below the folder. */
function keptIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
}

describe("what Node has compiled of the bundle", () => {
  it("is kept in the user's own cache folder, and used", () => {
    const cache = join(home, ".cache/swarmlan");
    const first = run({ HOME: home }, "explain", "RANGE_EXHAUSTED");
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const kept = keptIn(cache);
    expect(kept.length).toBeGreaterThan(3);
    const times = kept.map((file) => readFileSync(file).length);
    expect(run({ HOME: home }, "explain", "RANGE_EXHAUSTED")).toEqual(first);
    expect(keptIn(cache).map((file) => readFileSync(file).length)).toEqual(times);
  });

  it("is made anew when it cannot be read", () => {
    const first = run({ XDG_CACHE_HOME: home }, "explain", "RANGE_EXHAUSTED");
    const kept = keptIn(join(home, "swarmlan"));
    for (const file of kept) writeFileSync(file, "nonsense");
    expect(run({ XDG_CACHE_HOME: home }, "explain", "RANGE_EXHAUSTED")).toEqual(first);
    expect(kept.map((file) => readFileSync(file).length > 100)).not.toContain(false);
  });

  it("is kept nowhere without a home, nor where it cannot be written, and nothing is said of it", () => {
    const none = run({}, "explain", "RANGE_EXHAUSTED");
    expect(none).toMatchObject({ status: 0, stderr: "" });
    writeFileSync(join(home, ".cache"), "");
    chmodSync(home, 0o500);
    expect(run({ HOME: home }, "explain", "RANGE_EXHAUSTED")).toEqual(none);
    chmodSync(home, 0o700);
  });
});
