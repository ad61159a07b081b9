import { describe, expect, it } from "vitest";
import { paintFor } from "../../src/cli/render/paint.ts";
import { type ProgressMode, progressTo } from "../../src/cli/render/progress.ts";
import { finding } from "../../src/model/finding.ts";

/** A renderer on a clock of our own: `tick` lets that many milliseconds pass. */
function progress(mode: Exclude<ProgressMode, "auto">) {
  let now = 0;
  let text = "";
  const timers: { readonly ms: number; readonly work: () => void }[] = [];
  const it = progressTo({
    mode,
    write: (more) => {
      text += more;
    },
    paint: paintFor(false),
    width: () => 40,
    clock: () => now,
    every: (ms, work) => {
      timers.push({ ms, work });
      return () => timers.splice(0);
    },
  });
  const tick = (ms: number) => {
    now += ms;
    for (const timer of timers) if (ms >= timer.ms) timer.work();
  };
  return { ...it, tick, written: () => text };
}

const step = { id: "a", title: "make macvlanconf on mgr01", node: "mgr01" };

describe("progressTo", () => {
  it("writes plain lines off a terminal, and says every 10 s what it is at", () => {
    const it = progress("plain");
    it.emit({ kind: "phase", title: "applying" });
    it.emit({ kind: "step-started", ...step });
    it.tick(10_000);
    it.emit({ kind: "step-done", ...step, ms: 12_000 });
    expect(it.written().split("\n")).toEqual([
      "applying …",
      "still make macvlanconf on mgr01, 10 s",
      "done   make macvlanconf on mgr01 (12.0 s)",
      "",
    ]);
    expect(it.written()).not.toContain("\u001b");
  });

  it("writes each event as one line of JSON for programs, and a heartbeat", () => {
    const it = progress("json");
    const failure = finding("LAN_LEFT_SPEC", { lan: "web" });
    it.emit({ kind: "step-failed", ...step, finding: failure });
    it.tick(10_000);
    const lines = it
      .written()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { kind: "step-failed", id: "a", finding: { code: "LAN_LEFT_SPEC" } },
      { kind: "heartbeat", ms: 10_000 },
    ]);
  });

  it("moves one line on a terminal, no wider than it, and takes it away at the end", () => {
    const it = progress("live");
    it.emit({ kind: "step-started", ...step, title: "a title that is far too long for a terminal of forty" });
    it.tick(100);
    it.emit({ kind: "step-done", ...step, ms: 100 });
    it.tick(100);
    it.stop();
    const drawn = it.written().split(/\r\u001b\[2K|\n/);
    expect(Math.max(...drawn.filter((line) => /^[⠀-⣿]/.test(line)).map((line) => [...line].length))).toBeLessThan(40);
    expect(it.written()).toContain("done   make macvlanconf on mgr01 (0.1 s)\n");
    expect(it.written().endsWith("\r\u001b[2K")).toBe(true);
  });

  it.each(["plain", "live", "json"] as const)(
    "keeps still in %s mode while somebody is asked, and goes on then",
    async (mode) => {
      const it = progress(mode);
      it.emit({ kind: "phase", title: "asking" });
      it.tick(10_000);
      const answer = await it.whileStill(async () => {
        const before = it.written();
        it.tick(10_000);
        expect(it.written()).toBe(before);
        return "yes";
      });
      const before = it.written();
      it.tick(10_000);
      expect([answer, it.written().length > before.length]).toEqual(["yes", true]);
    },
  );

  it("is silent when asked to be", () => {
    const it = progress("none");
    it.emit({ kind: "phase", title: "applying" });
    it.tick(20_000);
    expect(it.written()).toBe("");
  });
});
