/**
 * YAML text → `Tree`, or what is wrong with the text.
 *
 * Refuses: a second document, duplicate keys, keys that are no plain text, tags of one's own, aliases that go in circles
 * or stand for too much, nesting that no spec needs. Keys are never substituted.
 */
import { type Document, isAlias, isMap, isScalar, type Node, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { type Finding, finding } from "../../model/finding.ts";
import { type Targets, targetsOf } from "./alias-targets.ts";
import { type Environment, interpolate, type VariableProblem } from "./interpolate.ts";
import { parseOneDocument } from "./parse-document.ts";
import { type PlainValue, readPlain } from "./plain-scalar.ts";
import { type Extent, type Source, spanAt } from "./source.ts";
import { syntaxFindings } from "./syntax-findings.ts";
import { type Entry, listTree, mappingTree, scalarTree, type Tree } from "./tree.ts";

/** Values that a spec may stand for once its aliases are followed; 3,000 nodes with a slice each are some 10,000. */
const LARGEST = 500_000;
const DEEPEST = 40;
const NOWHERE: Extent = { start: 0, end: 0 };

export interface ReadTree {
  /** Absent when the text is no YAML. */
  readonly tree?: Tree;
  readonly findings: readonly Finding[];
}

/** Reads the one document of a source. */
export function readTree(source: Source, env: Environment): ReadTree {
  const parsed = parseOneDocument(source.text);
  if (parsed.kind === "document") return readDocument(source, env, parsed.document);
  const span = spanAt(source, { start: parsed.offset, end: parsed.offset });
  return { findings: [finding("SPEC_SYNTAX", { reason: "it is nested too deeply" }, { spans: [span] })] };
}

function readDocument(source: Source, env: Environment, document: Document.Parsed): ReadTree {
  const broken = syntaxFindings(source, document);
  if (broken.length > 0) return { findings: broken };
  const reading: Reading = { source, env, targets: targetsOf(document), anchored: new Map(), merged: 0, findings: [] };
  const tree = document.contents === null ? scalarTree(NOWHERE, null) : treeOf(reading, document.contents, 0);
  const huge = tree.size + reading.merged > LARGEST;
  if (huge) refuse(reading, NOWHERE, `its aliases stand for more than ${LARGEST} values`);
  if (tree.height > DEEPEST) refuse(reading, NOWHERE, `its aliases are nested deeper than ${DEEPEST}`);
  return huge || tree.height > DEEPEST ? { findings: reading.findings } : { tree, findings: reading.findings };
}

interface Reading {
  readonly source: Source;
  readonly env: Environment;
  readonly targets: Targets;
  /** Trees of aliased nodes; "open" while one is being read, which is how a circle is seen. */
  readonly anchored: Map<Node, Tree | "open">;
  /** Entries copied by merge keys: unlike other uses of an alias they cost memory at once. */
  merged: number;
  readonly findings: Finding[];
}

function treeOf(reading: Reading, node: Node, depth: number): Tree {
  const extent = extentOf(node);
  if (isAlias(node)) {
    const target = reading.targets.get(node);
    if (target !== undefined) return aliasedTree(reading, { target, extent, depth });
    refuse(reading, extent, `no anchor &${node.source} stands before this alias`);
    return scalarTree(extent, null);
  }
  if (depth > DEEPEST) {
    refuse(reading, extent, `it is nested deeper than ${DEEPEST}`);
    return scalarTree(extent, null);
  }
  if (isScalar(node)) return scalarTree(extent, scalarValue(reading, node));
  if (node.anchor !== undefined) reading.anchored.set(node, "open");
  const tree = isMap(node) ? mappingOf(reading, node, depth) : listOf(reading, node as YAMLSeq, depth);
  if (node.anchor !== undefined) reading.anchored.set(node, tree);
  return tree;
}

function aliasedTree(reading: Reading, use: { target: Node; extent: Extent; depth: number }): Tree {
  const known = reading.anchored.get(use.target);
  if (known === "open") {
    refuse(reading, use.extent, "this alias stands for something that holds it");
    return scalarTree(use.extent, null);
  }
  const tree = known ?? treeOf(reading, use.target, use.depth);
  reading.anchored.set(use.target, tree);
  return tree;
}

function listOf(reading: Reading, node: YAMLSeq, depth: number): Tree {
  const items = node.items.map((item) => treeOf(reading, item as Node, depth + 1));
  return listTree(extentOf(node), items);
}

function mappingOf(reading: Reading, node: YAMLMap, depth: number): Tree {
  const entries = new Map<string, Entry>();
  const ignored = new Map<string, Extent>();
  const merges: Tree[] = [];
  for (const pair of node.items) {
    const key = keyOf(reading, node, pair.key as Node | null);
    if (key === undefined) continue;
    if (key.text.startsWith("x-")) {
      ignored.set(key.text, key.extent);
      continue;
    }
    const first = entries.get(key.text)?.key;
    if (first !== undefined) refuseTwice(reading, key, first);
    const value = pair.value as Node | null;
    const end = { start: key.extent.end, end: key.extent.end };
    const tree = value === null ? scalarTree(end, null) : treeOf(reading, value, depth + 1);
    if (key.merges) merges.push(...(tree.kind === "list" ? tree.items : [tree]));
    else if (first === undefined) entries.set(key.text, { key: key.extent, value: tree });
  }
  for (const merge of merges) mergeInto(reading, entries, merge);
  return mappingTree(extentOf(node), entries, ignored);
}

/** YAML's merge key: what is there already wins. */
function mergeInto(reading: Reading, entries: Map<string, Entry>, from: Tree): void {
  if (from.kind !== "mapping") return refuse(reading, from.extent, "<< takes an alias of a mapping, or a list of them");
  reading.merged += from.entries.size;
  if (reading.merged > LARGEST) return;
  for (const [key, entry] of from.entries) if (!entries.has(key)) entries.set(key, entry);
}

interface Key {
  readonly text: string;
  readonly extent: Extent;
  readonly merges: boolean;
}

function keyOf(reading: Reading, mapping: YAMLMap, key: Node | null): Key | undefined {
  const extent = key === null ? extentOf(mapping) : extentOf(key);
  const plain = isScalar(key) && key.type === Scalar.PLAIN;
  const text = plain ? (key.source ?? "") : isScalar(key) && typeof key.value === "string" ? key.value : "";
  if (text === "" || text === "__proto__") {
    refuse(reading, extent, text === "" ? "every key must be a text" : "__proto__ cannot be a key");
    return undefined;
  }
  return { text, extent, merges: plain && text === "<<" };
}

function scalarValue(reading: Reading, node: Scalar): PlainValue {
  const plain = node.type === Scalar.PLAIN && node.tag !== "tag:yaml.org,2002:str" && node.tag !== "!";
  const written = plain ? (node.source ?? "") : String(node.value);
  const { text, problems } = interpolate(written, reading.env);
  for (const problem of problems)
    reading.findings.push(variableFinding(problem, spanAt(reading.source, extentOf(node))));
  return plain ? readPlain(text) : text;
}

function variableFinding(problem: VariableProblem, span: Finding["spans"][number]): Finding {
  const where = { spans: [span] };
  if (problem.kind === "required") {
    return finding("SPEC_VARIABLE", { variable: problem.variable, text: problem.text }, where);
  }
  if (problem.kind === "syntax") {
    return finding("SPEC_VARIABLE_SYNTAX", { text: problem.text, reason: problem.reason }, where);
  }
  return finding("SPEC_VARIABLE_UNSET", { variable: problem.variable }, { ...where, severity: "warn" });
}

function refuseTwice(reading: Reading, key: Key, first: Extent): void {
  const firstLine = spanAt(reading.source, first).line;
  const spans = [spanAt(reading.source, key.extent)];
  reading.findings.push(finding("SPEC_DUPLICATE_KEY", { key: key.text, firstLine }, { spans }));
}

function refuse(reading: Reading, extent: Extent, reason: string): void {
  reading.findings.push(finding("SPEC_SYNTAX", { reason }, { spans: [spanAt(reading.source, extent)] }));
}

function extentOf(node: Node): Extent {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
}
