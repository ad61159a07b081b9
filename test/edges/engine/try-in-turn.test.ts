import { describe, expect, it } from "vitest";
import { type Outcome, tryInTurn } from "../../../src/edges/engine/try-in-turn.ts";

/** `a:20` answers after 20 ms, `!b:5` fails after 5 ms, `c` hangs until it is let go. */
function ask(candidate: string, signal: AbortSignal): Promise<string> {
  const [, fails, name = "", ms] = /^(!?)(\w+)(?::(\d+))?$/.exec(candidate) ?? [];
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("let go")));
    if (ms !== undefined) setTimeout(() => (fails ? reject(new Error(name)) : resolve(name)), Number(ms));
  });
}

async function turns(candidates: string[], more: { final?: string; limit?: number; signal?: AbortSignal } = {}) {
  const asked: string[] = [];
  const queue = [...candidates];
  const outcome: Outcome<string, string> = await tryInTurn(
    {
      next: () => queue.shift(),
      ask: (it, signal) => {
        asked.push(it);
        return ask(it, signal);
      },
      isFinal: (it) => it === more.final,
      headStart: 80,
      pace: 30,
      limit: more.limit ?? 1000,
    },
    more.signal ?? new AbortController().signal,
  );
  const tried = outcome.tried.map(({ candidate, error }) => `${candidate} ${error === undefined ? "hangs" : "fails"}`);
  return { asked, tried, answer: outcome.won?.answer };
}

describe("tryInTurn", () => {
  it("asks nobody else when the first one answers", async () => {
    expect(await turns(["a:20", "b:1"])).toEqual({ asked: ["a:20"], tried: [], answer: "a" });
  });

  it("asks the next one as soon as one fails", async () => {
    const { answer, tried } = await turns(["!a:1", "!b:1", "c:1"], { limit: 70 });
    expect({ answer, tried }).toEqual({ answer: "c", tried: ["!a:1 fails", "!b:1 fails"] });
  });

  it("asks the next one when one hangs, and takes whoever answers first", async () => {
    expect(await turns(["a", "b:1"])).toEqual({ asked: ["a", "b:1"], tried: ["a hangs"], answer: "b" });
    expect((await turns(["a:120", "b"])).answer).toBe("a");
  });

  it("says how each one failed when nobody answers, within its limit", async () => {
    expect(await turns(["!a:1", "b"], { limit: 100 })).toEqual({
      asked: ["!a:1", "b"],
      tried: ["!a:1 fails", "b hangs"],
      answer: undefined,
    });
    expect(await turns([])).toEqual({ asked: [], tried: [], answer: undefined });
  });

  it("stops at a final failure", async () => {
    await expect(turns(["!a:1", "b:1"], { final: "!a:1" })).rejects.toThrow("a");
  });

  it("ends when the caller lets go", async () => {
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 20);
    expect(await turns(["a", "b:500"], { signal: caller.signal })).toMatchObject({ asked: ["a"], answer: undefined });
  });
});
