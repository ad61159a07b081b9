import { describe, expect, it } from "vitest";
import { throughGate } from "../../../../src/edges/engine/connect/ssh/start-gate.ts";

/** A start that the test ends by hand. */
function starts(count: number) {
  let begun = 0;
  const ends: (() => void)[] = [];
  const all = Array.from({ length: count }, () =>
    throughGate(() => {
      begun += 1;
      return { settled: new Promise<void>((resolve) => ends.push(resolve)) };
    }),
  );
  return { all, ends, begun: () => begun };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("throughGate", () => {
  it("has eight under way at once, and the next one begins when one has settled", async () => {
    const { all, ends, begun } = starts(20);
    await soon();
    expect(begun()).toBe(8);
    ends[0]?.();
    ends[3]?.();
    await soon();
    expect(begun()).toBe(10);
    while (begun() < 20) {
      for (const end of ends) end();
      await soon();
    }
    for (const end of ends) end();
    await Promise.all(all);
  });

  it("does not let a host that is silent keep the others waiting for long", async () => {
    const silent = starts(8);
    const began = performance.now();
    await throughGate(() => ({ settled: Promise.resolve() }));
    expect(performance.now() - began).toBeLessThan(4000);
    for (const end of silent.ends) end();
  });

  it("gives the place of a start that fails to the next one", async () => {
    const failing = Array.from({ length: 8 }, () =>
      throughGate(() => {
        throw new TypeError("no");
      }).catch(() => "failed"),
    );
    expect(await Promise.all(failing)).toEqual(Array.from({ length: 8 }, () => "failed"));
    const began = performance.now();
    await throughGate(() => ({ settled: Promise.reject(new TypeError("no")) })).then((it) => it.settled.catch(() => 0));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
