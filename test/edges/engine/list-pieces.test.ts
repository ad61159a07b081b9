import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listPieces } from "../../../src/edges/engine/http/list-pieces.ts";

async function* chunksOf(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function pieces(text: string, by: { chunk: number; piece: number }): Promise<string[]> {
  const found: string[] = [];
  for await (const piece of listPieces(chunksOf(text, by.chunk), { size: by.piece })) found.push(piece);
  return found;
}

describe("listPieces", () => {
  it("cuts between elements, as soon as a piece is large enough", async () => {
    const text = '[{"a":1},{"b":2},{"c":3},{"d":4}]';
    expect(await pieces(text, { chunk: 6, piece: 10 })).toEqual(['[{"a":1}]', '[{"b":2},{"c":3}]', '[{"d":4}]']);
    expect(await pieces(text, { chunk: 6, piece: 100 })).toEqual([text]);
  });

  it("takes no bracket, comma or quote inside a text for one of the list's", async () => {
    const text = JSON.stringify(["a],[", '"', "\\", '\\",', "é"]);
    expect(await pieces(text, { chunk: 1, piece: 1 })).toEqual([
      '["a],["]',
      '["\\""]',
      '["\\\\"]',
      '["\\\\\\","]',
      '["é"]',
    ]);
  });

  it.each(["null\n", "[]\n", '{"message":"no, it is not"}', "<html>,", "", "[1,"])(
    "hands on %j as it is or in lists, and leaves it to the parser",
    async (text) => {
      const found = await pieces(text, { chunk: 3, piece: 100 });
      expect(found.join("")).toBe(text);
    },
  );

  it("loses, doubles and moves nothing, however it comes", async () => {
    const list = fc.array(fc.jsonValue());
    const by = fc.record({ chunk: fc.integer({ min: 1, max: 40 }), piece: fc.integer({ min: 1, max: 60 }) });
    await fc.assert(
      fc.asyncProperty(list, by, fc.constantFrom(undefined, 1), async (elements, how, indent) => {
        const found = await pieces(JSON.stringify(elements, undefined, indent), how);
        expect(found.flatMap((it) => JSON.parse(it) as unknown[])).toEqual(JSON.parse(JSON.stringify(elements)));
      }),
    );
  });
});
