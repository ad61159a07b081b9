import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader } from "../../../src/edges/engine/exec-frames.ts";

function frame(stream: number, text: string): Buffer {
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

describe("FrameReader", () => {
  it("puts the output together however the network cuts it", () => {
    const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(200), { maxLength: 20 }), (parts, cuts) => {
        const whole = Buffer.concat(parts.map((text, index) => frame(1 + (index % 2), text)));
        const reader = new FrameReader(1_000_000);
        let from = 0;
        for (const cut of [...cuts.toSorted((a, b) => a - b), whole.length]) {
          const to = Math.max(from, Math.min(cut, whole.length));
          reader.push(whole.subarray(from, to));
          from = to;
        }
        expect(reader.text()).toBe(parts.join(""));
      }),
    );
  });

  it("keeps no more than it was allowed to", () => {
    const reader = new FrameReader(5);
    reader.push(Buffer.concat([frame(1, "abc"), frame(2, "defgh"), frame(1, "ijk")]));
    expect(reader.text()).toBe("abcde");
  });
});
