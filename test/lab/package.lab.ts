/** The package as npm packs it, run by npx in an empty folder: on this Node, on a newer one, and on one that is too old. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labDown } from "../../src/lab/index.ts";
import { ended, type Ran } from "../cli/on-simulator.ts";
import { expectKind } from "../cli/published.ts";

const ROOT = join(import.meta.dirname, "../..");
const NEWER = "24";
const TOO_OLD = "12";
/** Bytes: what npx fetches; it is less than half of that, and should be seen to grow. */
const LARGEST = 1_000_000;
const ONLY =
  /^(?:bin\/(?:swarmlan\.js|keep-compiled\.js|package\.json)|dist\/(?:main\.cjs|chunks\/[\w-]+\.cjs|THIRD-PARTY-LICENSES\.txt)|docs\/schemas\/[\w-]+\.(?:json|md)|man\/swarmlan\.1|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;

describe("the npm package", () => {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  const empty = join(folder, "empty");
  let tarball: string;
  let files: readonly string[];

  beforeAll(() => {
    mkdirSync(empty);
    const [packed] = JSON.parse(must("npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder)) as [
      { filename: string; files: { path: string }[] },
    ];
    tarball = join(folder, packed.filename);
    files = packed.files.map((it) => it.path);
  });
  afterAll(async () => {
    await labDown(`pkg${process.pid}`);
    rmSync(folder, { recursive: true });
  });

  test("holds what runs, its licences, its man page and schemas, and nothing else", () => {
    expect(files.filter((it) => !ONLY.test(it))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(["bin/swarmlan.js", "dist/main.cjs", "man/swarmlan.1", "docs/schemas/spec.json"]),
    );
    expect(statSync(tarball).size).toBeLessThan(LARGEST);
    const { dependencies, man, bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(dependencies).toBeUndefined();
    expect(files).toEqual(expect.arrayContaining([man, bin.swarmlan]));
  });

  test("has the licence of every package that is bundled, and of no other", () => {
    const chunks = readdirSync(join(ROOT, "dist/chunks")).map((it) =>
      readFileSync(join(ROOT, "dist/chunks", it), "utf8"),
    );
    const named = chunks.flatMap((text) =>
      [...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map((it) => it[1] ?? ""),
    );
    const told = readFileSync(join(ROOT, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    const listed = [...told.matchAll(/^ {2}(\S+) \S+ \([\w-]+\)$/gm)].map((it) => it[1] ?? "");
    expect(named.length).toBeGreaterThan(0);
    expect(listed).toEqual([...new Set(named)].sort());
    for (const name of listed)
      expect(told, name).toMatch(new RegExp(`=\\n${name} [^\\n]+\\n=+\\n\\n[^=]*(?:Permission|permission)`));
  });

  describe.each([
    [`Node ${process.versions.node}`, undefined],
    [`Node ${NEWER}`, NEWER],
  ])("by npx in an empty folder, on %s", (_, version) => {
    let npx: (...argv: readonly string[]) => Promise<Ran>;

    beforeAll(async () => {
      const node = version === undefined ? process.execPath : installed(folder, version);
      // No registry: a package that needs another one would be seen here.
      const env = { PATH: `${join(node, "..")}:${process.env["PATH"]}`, HOME: folder, npm_config_offline: "true" };
      npx = (...argv) => ended(spawn("npx", ["--yes", `--package=${tarball}`, "--", ...argv], { cwd: empty, env }));
      const ran = await npx("node", "--version");
      expect(ran.stdout).toMatch(version === undefined ? process.version : new RegExp(`^v${version}\\.`));
    });

    test("says its version and helps", async () => {
      const { version: own } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
      expect(await npx("swarmlan", "--version")).toMatchObject({ code: 0, stdout: `${own}\n` });
      expect(await npx("swarmlan", "--help")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("Usage: swarmlan"),
      });
      expect(readdirSync(empty)).toEqual([]);
    });

    test("shows the main job on real Engines", async () => {
      const ran = await npx("swarmlan", "lab", "demo", "--name", `pkg${process.pid}`, "-o", "json");
      expect(ran.code, ran.stderr).toBe(0);
      const pages = expectKind("Demo", ran.stdout).items;
      expect(pages.map((it) => [it["simulated"], it["page"]])).toEqual(
        Array(6).fill([false, expect.stringContaining("it works")]),
      );
    });
  });

  test("on a Node that is too old, says which one it needs", () => {
    const node = installed(folder, TOO_OLD);
    const { status, stderr } = spawnSync(node, [join(ROOT, "bin/swarmlan.js"), "--version"], { encoding: "utf8" });
    expect(stderr).toMatch(/^swarmlan needs Node 20\.12 or later; this is 12\.\d+\.\d+\n$/);
    expect(status).toBe(69);
  });
});

/** A Node of that version from npm, beside the one that runs this. */
function installed(folder: string, version: string): string {
  const prefix = join(folder, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  must("npm", "install", "--prefix", prefix, "--no-audit", "--no-fund", "--silent", `${name}@${version}`);
  return join(prefix, "node_modules", name, "bin/node");
}

function must(program: string, ...argv: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, argv, { cwd: ROOT, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout;
}
