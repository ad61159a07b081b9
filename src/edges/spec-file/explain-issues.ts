/**
 * What the schema found wrong, in words of ours and at its place in the file.
 *
 * zod's wordings never reach a user: every issue becomes a finding of the catalogue. An issue of a kind that the schema
 * cannot raise is a bug, and said as one.
 */
import type { $ZodIssue } from "zod/v4/core";
import { AppError } from "../../errors/app-error.ts";
import type { DetailsOf, ErrorCode } from "../../errors/catalogue.ts";
import { type Finding, finding, type SpecPath } from "../../model/finding.ts";
import { closest } from "./closest.ts";
import { OTHER_WORDS, exampleOf } from "./key-words.ts";
import { keysAt } from "./schema.ts";
import { type Source, spanAt } from "./source.ts";
import { keyAt, placeOf, type Tree, treeAt } from "./tree.ts";
import { refusalIn } from "./word.ts";

/** One finding per problem (an issue about several unknown keys is several problems). */
export function explainIssues(source: Source, root: Tree, issues: readonly $ZodIssue[]): readonly Finding[] {
  const place: Place = { source, root };
  return issues.flatMap((issue) => explain(place, issue, pathOf(issue)));
}

interface Place {
  readonly source: Source;
  readonly root: Tree;
}

function explain(place: Place, issue: $ZodIssue, path: SpecPath): readonly Finding[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(place, path, key));
    case "invalid_type":
      return [wrongType(place, path, expectedWord(issue.expected))];
    case "invalid_union":
      return ofUnion(place, issue, path);
    case "invalid_value":
      return [wrongValue(place, path, issue.values.map(String))];
    case "custom": {
      const refusal = refusalIn(issue.params);
      if (refusal === undefined) throw new AppError("INTERNAL", { text: `an issue without a code at ${dotted(path)}` });
      const details = { ...refusal.details, where: dotted(path) } as DetailsOf<ErrorCode>;
      return [at(place, path, { code: refusal.code, details, key: refusal.aboutKey === true })];
    }
    default:
      throw new AppError("INTERNAL", { text: `an issue ${issue.code} at ${dotted(path)}` });
  }
}

/** The issues of the one branch that fits the kind of value that is there, or one about its kind. */
function ofUnion(place: Place, issue: $ZodIssue & { code: "invalid_union" }, path: SpecPath): readonly Finding[] {
  const fitting = issue.errors.find((branch) => !branch.some(isAboutItself));
  if (fitting !== undefined) {
    return fitting.flatMap((inner) => explain(place, inner, [...path, ...pathOf(inner)]));
  }
  const expected = issue.errors.flat().flatMap((inner) => ("expected" in inner ? [expectedWord(inner.expected)] : []));
  return [wrongType(place, path, [...new Set(expected)].join(" or "))];
}

function isAboutItself(issue: $ZodIssue): boolean {
  return issue.code === "invalid_type" && issue.path.length === 0;
}

function unknownKey(place: Place, path: SpecPath, key: string): Finding {
  const known = keysAt(path);
  const other = OTHER_WORDS[key.toLowerCase().replaceAll("_", "-")];
  const suggestion = other !== undefined && known.includes(other) ? other : closest(key, known);
  const details = { where: dotted(path), key, known, ...(suggestion === undefined ? {} : { suggestion }) };
  return at(place, [...path, key], { code: "SPEC_UNKNOWN_KEY", details, key: true });
}

function wrongType(place: Place, path: SpecPath, expected: string): Finding {
  const tree = treeAt(place.root, path);
  const key = path[path.length - 1];
  if (tree === undefined && key !== undefined) return missingKey(place, path, String(key));
  const details = { where: dotted(path), expected, found: foundWord(tree) };
  return at(place, path, { code: "SPEC_WRONG_TYPE", details });
}

function missingKey(place: Place, path: SpecPath, key: string): Finding {
  const details = { where: dotted(path.slice(0, -1)), key, example: exampleOf(path) };
  return at(place, path, { code: "SPEC_MISSING_KEY", details });
}

function wrongValue(place: Place, path: SpecPath, allowed: readonly string[]): Finding {
  const tree = treeAt(place.root, path);
  const key = path[path.length - 1];
  if (tree === undefined && key !== undefined) return missingKey(place, path, String(key));
  const found = foundWord(tree);
  if (path.length === 1 && key === "version") return at(place, path, { code: "SPEC_VERSION", details: { found } });
  const word = tree?.kind === "scalar" && typeof tree.value === "string" ? tree.value : undefined;
  const suggestion = word === undefined ? undefined : closest(word, allowed);
  const details = { where: dotted(path), found, allowed, ...(suggestion === undefined ? {} : { suggestion }) };
  return at(place, path, { code: "SPEC_BAD_VALUE", details });
}

interface Problem<C extends ErrorCode> {
  readonly code: C;
  readonly details: DetailsOf<C>;
  /** True when it is the key that is wrong, not its value. */
  readonly key?: boolean;
}

function at<C extends ErrorCode>(place: Place, path: SpecPath, problem: Problem<C>): Finding {
  const value = treeAt(place.root, path);
  const key = problem.key === true && value !== undefined ? keyAt(place.root, path) : undefined;
  const span = spanAt(place.source, key ?? placeOf(place.root, path));
  return finding(problem.code, problem.details, { at: [path], spans: [span] });
}

function pathOf(issue: $ZodIssue): SpecPath {
  return issue.path.map((step) => (typeof step === "number" ? step : String(step)));
}

/** `lans.web.reserve[2]`; empty for the whole. */
function dotted(path: SpecPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

function expectedWord(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: "a text",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
  };
  return words[expected] ?? expected;
}

function foundWord(tree: Tree | undefined): string {
  if (tree === undefined) return "empty";
  if (tree.kind !== "scalar") return tree.kind === "list" ? "a list" : "a mapping";
  const { value } = tree;
  if (value === null) return "empty";
  return typeof value === "string" ? `"${value}"` : typeof value === "number" ? `the number ${value}` : `${value}`;
}
