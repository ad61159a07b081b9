/** Every key of a spec as the reference tells it, from its JSON Schema. */
import { type JsonSchema, specJsonSchema } from "../../edges/spec-file/json-schema.ts";

export interface SpecKey {
  /** `lans.LAN.nodes.HOSTNAME.slice`. */
  readonly path: string;
  readonly says: string;
  readonly needed: boolean;
  /** Where it is one of a few words. */
  readonly choices: readonly string[];
  /** What holds when it is left out: a value, or in words. */
  readonly fallback?: string;
  /** As it would be written. */
  readonly example?: string;
}

/** In the order of the schema, a mapping before what it holds. */
export function specKeys(): readonly SpecKey[] {
  return below(specJsonSchema(), "");
}

function below(schema: JsonSchema, path: string): readonly SpecKey[] {
  const required = (schema["required"] as readonly string[] | undefined) ?? [];
  const under = (key: string) => (path === "" ? key : `${path}.${key}`);
  const keys = Object.entries(schema.properties ?? {}).flatMap(([key, it]) => [
    keyOf(it, under(key), required.includes(key)),
    ...below(it, under(key)),
  ]);
  const named = schema.additionalProperties;
  const name = path === "lans" ? "LAN" : "HOSTNAME";
  const ofNames = named ? [keyOf(named, under(name), false), ...below(named, under(name))] : [];
  return [...keys, ...ofNames, ...(schema.anyOf ?? []).flatMap((it) => below(it, path))];
}

function keyOf(it: JsonSchema, path: string, needed: boolean): SpecKey {
  const [example] = (it["examples"] as readonly unknown[] | undefined) ?? [];
  const [says = "", unless] = String(it["description"]).split(" Default: ");
  const fixed = it["default"];
  const fallback = fixed === undefined ? unless?.replace(/\.$/, "") : written(fixed);
  return {
    path,
    says,
    needed,
    choices: [it, ...(it.anyOf ?? [])].flatMap((one) => one.enum ?? []).map(String),
    ...(fallback === undefined ? {} : { fallback }),
    ...(example === undefined ? {} : { example: written(example) }),
  };
}

/** A value in YAML's one-line form. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, it]) => `${key}: ${written(it)}`);
    return `{ ${entries.join(", ")} }`;
  }
  const text = String(value);
  return typeof value === "string" && /:[^/]|:$|[{}]/.test(text) ? JSON.stringify(text) : text;
}
