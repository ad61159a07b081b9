import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { kinds } from "../../src/cli/kinds/index.ts";
import { publishedSchemas } from "../../src/cli/kinds/json-schema.ts";
import { FOLDERS, lossesOf, pages } from "../../src/cli/reference/index.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("generated pages", () => {
  test("are fresh; else run: npm run docs", () => {
    const wanted = pages();
    const there = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`));
    const stale = Object.keys(wanted).filter((path) => read(path) !== wanted[path]);
    expect([...stale, ...there.filter((path) => !(path in wanted))], "run: npm run docs").toEqual([]);
  });
});

describe("every kind of answer", () => {
  test("is one that some command gives, but for a failure", () => {
    const given = new Set(["Failure", ...commands.flatMap((it) => it.answers)]);
    expect([...given].sort()).toEqual(Object.keys(kinds).sort());
  });

  test('is held to its schema by some test: expectKind("Plan", json)', () => {
    const tests = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" }).filter((it) =>
      /\.(sim|lab)\.ts$/.test(it),
    );
    const text = tests.map((it) => readFileSync(join(ROOT, "test", it), "utf8")).join("\n");
    expect(Object.keys(kinds).filter((name) => !new RegExp(`expectKind\\(\\s*"${name}"`).test(text))).toEqual([]);
  });

  test("describes all that it holds", () => {
    for (const { name, schema } of publishedSchemas()) expect(undescribed(schema, name), name).toEqual([]);
  });
});

describe("every published schema", () => {
  test.each(publishedSchemas().map((it) => [it.name, it.schema] as const))("%s has lost nothing", (name, now) => {
    const committed = read(`docs/schemas/${name}.json`);
    const before = committed === undefined ? now : (JSON.parse(committed) as typeof now);
    expect(lossesOf({ before, now, of: name === "spec" ? "spec" : "answer" })).toEqual([]);
  });
});

describe("lossesOf", () => {
  const before = {
    type: "object",
    required: ["a"],
    properties: { a: { type: "string" }, b: { type: "array", items: { type: "object", properties: { c: {} } } } },
  };
  const answer = (now: object) => lossesOf({ before, now: now as typeof before, of: "answer" });
  const spec = (now: object) => lossesOf({ before, now: now as typeof before, of: "spec" });

  it("finds nothing in what only grew", () => {
    expect(answer(before)).toEqual([]);
    expect(answer({ ...before, required: ["a", "b"], properties: { ...before.properties, d: {} } })).toEqual([]);
    expect(lossesOf({ before: { enum: ["x"] }, now: { enum: ["x", "y"] }, of: "answer" })).toEqual([]);
  });

  it.each([
    ["a key is gone", { ...before, properties: { a: before.properties.a } }, "b is gone"],
    [
      "a deeper key is gone",
      { ...before, properties: { ...before.properties, b: { type: "array", items: { type: "object" } } } },
      "b.[].c is gone",
    ],
    [
      "a type is another",
      { ...before, properties: { ...before.properties, a: { type: "number" } } },
      "a: string became number",
    ],
    [
      "a type is wider",
      { ...before, properties: { ...before.properties, a: { type: ["string", "null"] } } },
      "a: string became string|null",
    ],
    ["a key may be absent", { ...before, required: [] }, "the whole: a is not always there any more"],
  ])("says when, in an answer, %s", (_, now, loss) => {
    expect(answer(now)).toEqual([loss]);
  });

  it("lets a spec take more, and need no more than before", () => {
    expect(
      spec({ ...before, required: [], properties: { ...before.properties, a: { type: ["string", "null"] } } }),
    ).toEqual([]);
    expect(spec({ ...before, required: ["a", "b"] })).toEqual(["the whole: b is needed now"]);
    expect(lossesOf({ before: { enum: ["x", "y"] }, now: { enum: ["x"] }, of: "spec" })).toEqual([
      "the whole: the choice y is gone",
    ]);
  });

  it("follows each branch of a union by its kind", () => {
    const branch = (kind: string, more: object) => ({ properties: { kind: { const: kind }, ...more } });
    const union = { oneOf: [branch("a", { x: { type: "string" } }), branch("b", {})] };
    expect(lossesOf({ before: union, now: { oneOf: [branch("b", {}), branch("a", {})] }, of: "answer" })).toEqual([
      "(a).x is gone",
    ]);
    expect(lossesOf({ before: union, now: { oneOf: [branch("a", { x: { type: "string" } })] }, of: "answer" })).toEqual(
      ["(b) is gone"],
    );
  });
});

function read(path: string): string | undefined {
  return existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), "utf8") : undefined;
}

interface Described {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
  readonly anyOf?: readonly Described[];
  readonly oneOf?: readonly Described[];
}

/** Properties without a description; a constant speaks for itself, and so do items and what they hold. */
function undescribed(it: Described, path: string): readonly string[] {
  const own = Object.entries(it.properties ?? {}).flatMap(([key, inner]) => {
    const silent =
      inner.description === undefined &&
      inner.const === undefined &&
      inner.properties === undefined &&
      inner.items === undefined;
    return [...(silent ? [`${path}.${key}`] : []), ...undescribed(inner, `${path}.${key}`)];
  });
  return [
    ...own,
    ...[...(it.items ? [it.items] : []), ...(it.anyOf ?? []), ...(it.oneOf ?? [])].flatMap((inner) =>
      undescribed(inner, `${path}.[]`),
    ),
  ];
}
