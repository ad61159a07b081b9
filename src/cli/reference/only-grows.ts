/**
 * What a JSON Schema lost against the one that is published: programs of other people rely on it.
 *
 * Answers may gain keys, choices and certainty; they lose none. A spec may gain keys and forms; what was good stays good.
 */
import type { JsonSchema } from "../../edges/spec-file/json-schema.ts";

export interface Change {
  readonly before: JsonSchema;
  readonly now: JsonSchema;
  /** `answer`: others read what it describes. `spec`: others write it. */
  readonly of: "answer" | "spec";
}

/** One sentence for each loss; empty for a schema that only grew. */
export function lossesOf(change: Change, path = ""): readonly string[] {
  const { before, now, of } = change;
  const at = path === "" ? "the whole" : path;
  const inner = (key: string, a: JsonSchema | undefined, b: JsonSchema | undefined): readonly string[] => {
    const where = path === "" ? key : `${path}.${key}`;
    if (a === undefined) return [];
    return b === undefined ? [`${where} is gone`] : lossesOf({ before: a, now: b, of }, where);
  };
  const types = of === "answer" ? beyond(typesOf(now), typesOf(before)) : beyond(typesOf(before), typesOf(now));
  const needed =
    of === "answer" ? beyond(requiredOf(before), requiredOf(now)) : beyond(requiredOf(now), requiredOf(before));
  return [
    ...(types.length === 0 ? [] : [`${at}: ${typesOf(before).join("|")} became ${typesOf(now).join("|")}`]),
    ...needed.map((key) => `${at}: ${key} is ${of === "answer" ? "not always there any more" : "needed now"}`),
    ...beyond(choicesOf(before), choicesOf(now)).map((choice) => `${at}: the choice ${choice} is gone`),
    ...Object.entries(before.properties ?? {}).flatMap(([key, it]) => inner(key, it, now.properties?.[key])),
    ...inner("[]", before.items, now.items),
    ...inner("*", objectOf(before.additionalProperties), objectOf(now.additionalProperties)),
    ...branches(before).flatMap((it, index) => inner(`(${branchName(it, index)})`, it, matching(it, index, now))),
  ];
}

function beyond(some: readonly string[], known: readonly string[]): readonly string[] {
  return some.filter((it) => !known.includes(it));
}

function typesOf({ type }: JsonSchema): readonly string[] {
  return type === undefined ? [] : [type].flat();
}

function requiredOf(it: JsonSchema): readonly string[] {
  return (it["required"] as readonly string[] | undefined) ?? [];
}

function choicesOf(it: JsonSchema): readonly string[] {
  return [...(it.enum ?? []), ...("const" in it ? [it["const"]] : [])].map(String);
}

function objectOf(it: unknown): JsonSchema | undefined {
  return typeof it === "object" && it !== null ? (it as JsonSchema) : undefined;
}

function branches(it: JsonSchema): readonly JsonSchema[] {
  return [...(it.anyOf ?? []), ...((it["oneOf"] as readonly JsonSchema[] | undefined) ?? [])];
}

/** Branches of a union of objects go by their `kind`, others by their place. */
function branchName(it: JsonSchema, index: number): string {
  const kind = it.properties?.["kind"]?.["const"];
  return kind === undefined ? String(index) : String(kind);
}

function matching(it: JsonSchema, index: number, now: JsonSchema): JsonSchema | undefined {
  return branches(now).find((other, at) => branchName(other, at) === branchName(it, index));
}
