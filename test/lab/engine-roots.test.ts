/** scripts/engine-roots.mjs with programs of our own in place of debootstrap and chroot: what it keeps, and what it makes again. */
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "../../scripts/engine-roots.mjs");
/** The root's folder is the second to last argument, or the last where there is no mirror. */
const DEBOOTSTRAP = `echo "$*" >> "$CALLS"; for it in "$@"; do case $it in */engines/*) root=$it ;; sid|trixie) suite=$it ;; esac; done
[ "$suite" != "$BROKEN" ] || { echo "E: no such suite"; exit 1; }
[ ! -e "$root/left-over" ] || exit 1
mkdir -p "$root/usr/sbin" "$root/usr/share/doc"; echo "$suite" > "$root/suite"; sleep 0.2`;
const CHROOT = `case "$*" in
*second-stage) [ -x "$1/usr/sbin/policy-rc.d" ] ;;
*) case $(cat "$1/suite" 2>/dev/null) in "") v=20.10.24 ;; trixie) v=26.1.5 ;; sid) v=$SID ;; esac; echo "Docker version $v+dfsg1, build 0" ;;
esac`;

describe.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)("npm run engines", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "engine-roots-"));
    mkdirSync(join(folder, "bin"));
    const programs = { debootstrap: DEBOOTSTRAP, chroot: CHROOT };
    for (const [name, text] of Object.entries(programs))
      writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const kept = (...path: string[]) => join(folder, "cache/swarmlan/engines", ...path);
  const run = (env: Record<string, string> = {}, ...argv: string[]): Promise<{ code: number; said: string }> => {
    const child = spawn(process.execPath, [SCRIPT, ...argv], {
      env: {
        ...process.env,
        PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
        XDG_CACHE_HOME: join(folder, "cache"),
        CALLS: join(folder, "calls"),
        BROKEN: "",
        SID: "28.5.2",
        ...env,
      },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    return new Promise((resolve) => child.on("close", (code) => resolve({ code: code ?? -1, said })));
  };
  const calls = () => readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n").length;

  test("makes a root of every suite but this machine's own, named for the version that is really there", async () => {
    const { code, said } = await run({ SID: "29.1.3" });
    expect(code, said).toBe(0);
    expect(said).toMatch(/26\.1\.5 +\S+\/engines\/26\.1\.5 +\(trixie, fetched and unpacked in \d/);
    expect([readlinkSync(kept("trixie")), readlinkSync(kept("sid"))]).toEqual(["26.1.5", "29.1.3"]);
    expect(readdirSync(kept("29.1.3/usr/share"))).toEqual([]);
    expect(existsSync(kept("29.1.3/usr/sbin/policy-rc.d"))).toBe(false);
  });

  test("makes them once, also when two runs begin at the same time, and anew with --fresh", async () => {
    const both = await Promise.all([run(), run()]);
    expect(both.map((it) => it.code)).toEqual([0, 0]);
    expect(both.map((it) => it.said).join("")).toContain("(sid, made before)");
    expect(calls()).toBe(2);
    expect((await run({ SID: "29.2.0" }, "--fresh")).code).toBe(0);
    expect(calls()).toBe(4);
    expect(readlinkSync(kept("sid"))).toBe("29.2.0");
  });

  test("makes a half-made one again, and says which could not be made, with what was said", async () => {
    mkdirSync(kept(".making-trixie"), { recursive: true });
    writeFileSync(kept(".making-trixie/left-over"), "");
    const { code, said } = await run({ BROKEN: "sid" });
    expect(code).toBe(1);
    expect(said).toContain(`sid: debootstrap ended with 1; all it said is in ${kept("sid.log")}\n  E: no such suite`);
    expect(readlinkSync(kept("trixie"))).toBe("26.1.5");
    expect(existsSync(kept("sid"))).toBe(false);
  });
});
