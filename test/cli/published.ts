/** Holds real output to the published schemas, without a key that they do not describe. */
import { Ajv, type ValidateFunction } from "ajv";
import { expect } from "vitest";
import type { KindName } from "../../src/cli/kinds/index.ts";
import { publishedSchemas } from "../../src/cli/kinds/json-schema.ts";

export interface Envelope {
  readonly kind: string;
  readonly exitCode: number;
  readonly complete: boolean;
  readonly summary?: Readonly<Record<string, unknown>>;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly findings: readonly { readonly code: string; readonly severity: string }[];
}

const ajv = new Ajv({ strict: true, allErrors: true });
const judges = new Map<string, ValidateFunction>();

/** What `-o json` wrote, when it is a good answer of that kind. */
export function expectKind(kind: KindName, json: string): Envelope {
  const value = JSON.parse(json) as Envelope;
  expect(value.kind, JSON.stringify(value.findings)).toBe(kind);
  expect(problems(kind, value)).toEqual([]);
  return value;
}

/** Every line that `--progress json` wrote. */
export function expectProgress(stderr: string): readonly { readonly kind: string }[] {
  const lines = stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { readonly kind: string });
  expect(lines.flatMap((line) => problems("progress", line))).toEqual([]);
  return lines;
}

function problems(name: string, value: unknown): readonly string[] {
  const judge = judges.get(name) ?? compiled(name);
  judges.set(name, judge);
  if (judge(value)) return [];
  return (judge.errors ?? []).map((it) => `${it.instancePath} ${it.message} ${JSON.stringify(it.params)}`);
}

function compiled(name: string): ValidateFunction {
  const found = publishedSchemas("closed").find((it) => it.name === name);
  if (found === undefined) throw new TypeError(`no schema ${name}`);
  return ajv.compile(found.schema);
}
