import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { endsOf, scriptOf } from "../../../../src/edges/host/probe/script.ts";

/** As an Engine gives it: both streams in one. */
function run(script: string): Promise<string> {
  return new Promise((resolve) => {
    const sh = spawn("sh", ["-c", `{ ${script}\n} 2>&1`]);
    let said = "";
    sh.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    sh.on("close", () => resolve(said));
  });
}

describe.runIf(process.platform === "linux")("a script of many commands", () => {
  it("gives each its own end, whatever they print and however they end", async () => {
    const commands = ["printf '#1 0 3 0\\nab'", "echo bad >&2; exit 7", "sleep 30 & p=$!; kill $p; wait $p"];
    const ends = endsOf(await run(scriptOf(commands)), 3);
    expect(ends.map((it) => it?.code)).toEqual([0, 7, 143]);
    expect(ends[0]?.stdout).toBe("#1 0 3 0\nab");
    expect(ends[1]?.stderr).toBe("bad\n");
  });

  it("keeps what its shell tells of a killed command out of the frames", async () => {
    const ends = endsOf(await run(scriptOf(["exec sh -c 'kill -TERM $$'", "echo fine"])), 2);
    expect(ends.map((it) => [it?.code, it?.stdout])).toEqual([
      [143, ""],
      [0, "fine\n"],
    ]);
  });
});
