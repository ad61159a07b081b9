/** Judges of the man page that are programs of the system; set-up installs them. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const PAGE = join(import.meta.dirname, "../../man/swarmlan.1");
const judge = spawnSync("mandoc", ["-T", "lint", "-W", "all", PAGE], { encoding: "utf8" });

test.skipIf(judge.error !== undefined && process.env["CI"] === undefined)(
  "mandoc finds nothing in the man page",
  () => {
    expect(judge.error).toBeUndefined();
    expect(`${judge.stdout}${judge.stderr}`).toBe("");
    const shown = spawnSync("mandoc", [PAGE], { encoding: "utf8" }).stdout.replace(/.\u0008/g, "");
    expect(shown).toContain("--max-disruption n");
  },
);
