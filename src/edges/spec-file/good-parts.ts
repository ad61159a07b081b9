/**
 * What of a value its schema takes, for judging the rest of a spec in which something is broken.
 *
 * A mapping keeps its good entries, a list has undefined in place of a broken item. Keys that no schema knows are gone.
 */
import * as z from "zod/mini";
import { bare } from "./schema.ts";

/** Undefined where nothing of it is good. */
export function goodParts(schema: z.core.$ZodType, value: unknown): unknown {
  const read = z.safeParse(schema, value, { jitless: true });
  if (read.success) return read.data;
  const { def } = (bare(schema) as z.core.$ZodTypes)._zod;
  if (def.type === "union") return def.options.map((it) => goodParts(it, value)).find((it) => it !== undefined);
  if (def.type === "array") return Array.isArray(value) ? value.map((it) => goodParts(def.element, it)) : undefined;
  if (def.type === "object") return isMapping(value) ? goodEntries(def.shape, value) : undefined;
  if (def.type !== "record" || !isMapping(value)) return undefined;
  return goodEntries(Object.fromEntries(Object.keys(value).map((key) => [key, def.valueType])), value);
}

type Mapping = Readonly<Record<string, unknown>>;

function goodEntries(schemas: Readonly<Record<string, z.core.$ZodType>>, value: Mapping): Mapping {
  const good = Object.entries(schemas).map(([key, schema]) => [key, goodParts(schema, value[key])] as const);
  return Object.fromEntries(good.filter(([, part]) => part !== undefined));
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
