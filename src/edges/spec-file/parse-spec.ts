/**
 * `swarmlan.yaml` as a value, with everything that is wrong with the text said at once and at its place.
 *
 * Judges form only: an address is an address, a prefix has no host bits. Whether the gateway lies in the subnet is
 * `core`'s to say; `withSpans` puts its findings at their places here.
 */
import type { Finding, Span, SpecPath } from "../../model/finding.ts";
import { finding } from "../../model/finding.ts";
import type { Spec, PartialSpec } from "../../model/spec.ts";
import { explainIssues } from "./explain-issues.ts";
import type { Environment } from "./interpolate.ts";
import { readTree } from "./read-tree.ts";
import { NAMED_MAPPINGS, specFile } from "./schema.ts";
import { type Source, sourceOf, spanAt } from "./source.ts";
import { toPartial } from "./to-partial.ts";
import { toSpec } from "./to-spec.ts";
import { placeOf, type Tree, valueOf } from "./tree.ts";

export interface SpecDocument {
  readonly file: string;
  /** Absent when some finding is an error. */
  readonly spec?: Spec;
  /** What could be read of it, also where there is no spec, to judge that too. Absent when the text is no YAML. */
  readonly partial?: PartialSpec;
  /** In the order of the file. */
  readonly findings: readonly Finding[];
  /** The most telling place for a path: its value, else its key, else what should hold it. Undefined when the text is no YAML. */
  readonly locate: (path: SpecPath) => Span | undefined;
}

export interface SpecText {
  readonly text: string;
  /** The name that spans carry. */
  readonly file: string;
  /** Where `${VAR}` is looked up. */
  readonly env: Environment;
}

/** zod would compile code for its schema, which is worth it from the second reading on. */
const ONCE = { jitless: true };

/** Reads a spec. Never throws for what a text can hold. */
export function parseSpec({ text, file, env }: SpecText): SpecDocument {
  const source = sourceOf(file, text);
  const { tree, findings } = readTree(source, env);
  if (tree === undefined) return { file, findings: inOrder(findings), locate: () => undefined };
  const locate = (path: SpecPath): Span => spanAt(source, placeOf(tree, path));
  const value = valueOf(tree);
  const read = specFile.safeParse(value, ONCE);
  const issues = read.success ? [] : explainIssues(source, tree, read.error.issues);
  const all = inOrder([...findings, ...issues, ...ignoredNames(source, tree)]);
  const good = read.success && all.every((one) => one.severity !== "error");
  if (!good) return { file, findings: all, locate, partial: toPartial(value) };
  const spec = toSpec(read.data);
  return { file, findings: all, locate, spec, partial: spec };
}

/** Findings that were made elsewhere, with the places in this file that their `at` names. */
export function withSpans(document: SpecDocument, findings: readonly Finding[]): readonly Finding[] {
  return findings.map((one) => {
    if (one.spans.length > 0 || one.at.length === 0) return one;
    const spans = one.at.map(document.locate).filter((span) => span !== undefined);
    return { ...one, spans };
  });
}

/** By place, and once where an alias makes one slip count at each of its uses. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  const once = findings.filter((one) => {
    const [span] = one.spans;
    const id = `${one.code} ${span?.line}:${span?.column} ${one.at.map((path) => path[path.length - 1]).join()}`;
    return !seen.has(id) && seen.add(id);
  });
  return once.sort(byPlace);
}

/** The order of the file; what has no place in it comes first. */
export function byPlace(a: Finding, b: Finding): number {
  const [first, second] = [a.spans[0], b.spans[0]];
  return (first?.line ?? 0) - (second?.line ?? 0) || (first?.column ?? 0) - (second?.column ?? 0);
}

/** Where keys are names, `x-…` might have been meant as one: told, so that a host `x-ray` is not left out in silence. */
function ignoredNames(source: Source, root: Tree): readonly Finding[] {
  return NAMED_MAPPINGS.flatMap(({ path, what }) =>
    mappingsAt({ tree: root, path: [] }, path).flatMap(({ tree, path: here }) =>
      [...tree.ignored].map(([key, extent]) => {
        const where = [...here, key].join(".");
        const spans = [spanAt(source, extent)];
        return finding("SPEC_IGNORED_NAME", { where, what }, { severity: "info", at: [[...here, key]], spans });
      }),
    ),
  );
}

interface Mapping {
  readonly tree: Tree & { kind: "mapping" };
  readonly path: SpecPath;
}

function mappingsAt(from: { tree: Tree; path: SpecPath }, pattern: readonly string[]): readonly Mapping[] {
  const { tree, path } = from;
  if (tree.kind !== "mapping") return [];
  const [step, ...rest] = pattern;
  if (step === undefined) return [{ tree, path }];
  const keys = step === "*" ? [...tree.entries.keys()] : [step];
  return keys.flatMap((key) => {
    const entry = tree.entries.get(key);
    return entry === undefined ? [] : mappingsAt({ tree: entry.value, path: [...path, key] }, rest);
  });
}
