/**
 * A YAML document as values that know where they stand: aliases and merge keys followed, variables put in, `x-` keys gone.
 *
 * One anchored value is one tree, however often it is used; `size` counts it at each use, `height` the levels below it,
 * so that a small file which stands for a huge one is seen before anybody walks it.
 */
import type { SpecPath } from "../../model/finding.ts";
import type { PlainValue } from "./plain-scalar.ts";
import type { Extent } from "./source.ts";

export type Tree =
  | (Node & { readonly kind: "scalar"; readonly value: PlainValue })
  | (Node & { readonly kind: "list"; readonly items: readonly Tree[] })
  | (Node & {
      readonly kind: "mapping";
      readonly entries: ReadonlyMap<string, Entry>;
      /** Keys that begin with `x-`, and where they stand. */
      readonly ignored: ReadonlyMap<string, Extent>;
    });

interface Node {
  readonly extent: Extent;
  readonly size: number;
  readonly height: number;
}

export interface Entry {
  readonly key: Extent;
  readonly value: Tree;
}

/** A value without parts. */
export function scalarTree(extent: Extent, value: PlainValue): Tree {
  return { kind: "scalar", extent, size: 1, height: 0, value };
}

export function listTree(extent: Extent, items: readonly Tree[]): Tree {
  return { kind: "list", extent, items, ...measured(items) };
}

export function mappingTree(
  extent: Extent,
  entries: ReadonlyMap<string, Entry>,
  ignored: ReadonlyMap<string, Extent>,
): Tree {
  return {
    kind: "mapping",
    extent,
    entries,
    ignored,
    ...measured(Array.from(entries.values(), (entry) => entry.value)),
  };
}

function measured(parts: readonly Tree[]): { size: number; height: number } {
  let size = 1;
  let height = 0;
  for (const part of parts) {
    size += part.size;
    height = Math.max(height, part.height + 1);
  }
  return { size, height };
}

/** The bare value, for a schema to judge. Objects have no prototype: a host may be called `constructor`. */
export function valueOf(tree: Tree): unknown {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(valueOf);
  const value: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of tree.entries) value[key] = valueOf(entry.value);
  return value;
}

/** The value at a path, as a schema's issue names it. */
export function treeAt(root: Tree, path: SpecPath): Tree | undefined {
  let tree: Tree | undefined = root;
  for (const step of path) tree = tree === undefined ? undefined : childOf(tree, step)?.value;
  return tree;
}

/** Where the key at the end of a path stands. */
export function keyAt(root: Tree, path: SpecPath): Extent | undefined {
  const parent = treeAt(root, path.slice(0, -1));
  const last = path[path.length - 1];
  return parent === undefined || last === undefined ? undefined : childOf(parent, last)?.key;
}

/** The most telling place for a path: its value when that is one word, else its key, else what holds it. */
export function placeOf(root: Tree, path: SpecPath): Extent {
  for (let length = path.length; length > 0; length--) {
    const tree = treeAt(root, path.slice(0, length));
    if (tree === undefined) continue;
    const key = keyAt(root, path.slice(0, length));
    const shown = tree.kind === "scalar" && length === path.length && tree.extent.end > tree.extent.start;
    return shown ? tree.extent : (key ?? tree.extent);
  }
  return { start: root.extent.start, end: root.extent.start };
}

function childOf(tree: Tree, step: string | number): { key?: Extent; value: Tree } | undefined {
  if (tree.kind === "mapping") return tree.entries.get(String(step));
  if (tree.kind === "list") {
    const value = tree.items[Number(step)];
    return value && { value };
  }
  return undefined;
}
