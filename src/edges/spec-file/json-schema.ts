/**
 * The spec's JSON Schema (draft 7), for editors: the shape from the schema that reads specs, the words from `key-notes.ts`.
 *
 * Takes every spec that swarmlan takes, `${VAR}` in any value and `x-` keys anywhere included. What only a reader of the
 * whole can tell (host bits, a gateway outside the subnet, two keys of one name) it does not refuse.
 */
import * as z from "zod/mini";
import { KEY_NOTES, type KeyNote } from "./key-notes.ts";
import { specFile } from "./schema.ts";

/** As much of a schema as is looked into here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema;
}

/** Anything with a dollar sign may become anything. */
const VARIABLE = "\\$";
const OWN_KEYS = "^x-";

export function specJsonSchema(): JsonSchema {
  const { $schema: _, ...shape } = z.toJSONSchema(specFile, { target: "draft-07", io: "input" });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:swarmlan:spec:1",
    title: "swarmlan.yaml",
    description: "What swarmlan makes of a swarm's LANs.",
    ...worded(shape as JsonSchema, ""),
  };
}

/** The schema of the value at a path, with its note, and those below it with theirs. */
function worded(schema: JsonSchema, path: string): JsonSchema {
  const note = KEY_NOTES[path];
  return { ...wordsOf(note), ...shapeOf(schema, path, note) };
}

function wordsOf(note: KeyNote | undefined): JsonSchema {
  if (note === undefined) return {};
  const unless = note.unless === undefined ? "" : ` Default: ${note.unless}.`;
  return {
    description: `${note.says}${unless}`,
    ...(note.example === undefined ? {} : { examples: [note.example] }),
  };
}

function shapeOf(schema: JsonSchema, path: string, note: KeyNote | undefined): JsonSchema {
  if (schema.anyOf) return { ...schema, anyOf: schema.anyOf.map((it) => shapeOf(it, path, note)) };
  if (schema.properties) return fixedKeys(schema, path);
  if (schema.type === "object") return namedKeys(schema, path, note);
  if (schema.type === "array") return { ...schema, items: worded(schema.items ?? {}, `${path}.[]`) };
  if (schema.type === "null") return schema;
  return orVariable(schema, note);
}

function fixedKeys(schema: JsonSchema, path: string): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, it]) => [
    key,
    worded(it, path === "" ? key : `${path}.${key}`),
  ]);
  return { ...schema, properties: Object.fromEntries(properties), patternProperties: { [OWN_KEYS]: {} } };
}

function namedKeys(schema: JsonSchema, path: string, note: KeyNote | undefined): JsonSchema {
  return {
    type: "object",
    propertyNames: { anyOf: [{ pattern: note?.names ?? "" }, { pattern: OWN_KEYS }] },
    patternProperties: { [OWN_KEYS]: {} },
    additionalProperties: worded(schema.additionalProperties ?? {}, `${path}.*`),
  };
}

/** A text by its pattern, or with a variable in it; anything else, or a text with a variable in it. */
function orVariable(schema: JsonSchema, note: KeyNote | undefined): JsonSchema {
  const { type, default: fixed, ...rest } = schema;
  const kept = fixed === undefined ? {} : { default: fixed };
  const pattern = note?.pattern === undefined ? {} : { pattern: `${note.pattern}|${VARIABLE}` };
  if (Array.isArray(type)) return { type: ["string", "integer"], ...kept, ...pattern, minimum: 0, maximum: note?.most };
  if (type === "string" && rest.enum === undefined) return { type, ...kept, ...pattern };
  return {
    ...kept,
    anyOf: [
      { type, ...rest },
      { type: "string", pattern: VARIABLE },
    ],
  };
}
