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

  it("tells what is waited for once, then in the heartbeat, and no longer than its phase lasts", () => {
    const it = progress("plain");
    const wait = (node: string, ms: number) =>
      it.emit({ kind: "waiting", id: "a", title: `until ${node} has left web`, node, ms });
    it.emit({ kind: "phase", title: "applying" });
    for (const ms of [0, 250, 500]) for (const node of ["mgr01", "swarm01"]) wait(node, ms);
    it.tick(10_000);
    it.emit({ kind: "phase", title: "reading the swarm back" });
    it.tick(10_000);
    expect(it.written().split("\n")).toEqual([
      "applying …",
      "waiting until mgr01 has left web (0.0 s)",
      "waiting until swarm01 has left web (0.0 s)",
      "still waiting until swarm01 has left web, 10 s",
      "reading the swarm back …",
      "still reading the swarm back, 20 s",
      "",
    ]);
  });

  it("tells again what is waited for by another step", () => {
    const it = progress("plain");
    for (const id of ["a", "b"]) {
      it.emit({ kind: "waiting", id, title: "until mgr01 has left web", ms: 0 });
      it.emit({ kind: "step-started", ...step, id });
      it.emit({ kind: "step-done", ...step, id, ms: 1000 });
    }
    expect(it.written().match(/waiting/g)).toHaveLength(2);
  });

  it("is silent when asked to be", () => {
    const it = progress("none");
    it.emit({ kind: "phase", title: "applying" });
    it.tick(20_000);
    expect(it.written()).toBe("");
  });
});
