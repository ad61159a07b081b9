/** Which node each alias of a document stands for, in one walk (the parser's own `resolve` walks again for each alias). */
import { type Alias, type Document, type Node, visit } from "yaml";

export type Targets = ReadonlyMap<Alias, Node>;

/** An alias stands for the last node before it that has its anchor (YAML 1.2, 3.2.2.2). */
export function targetsOf(document: Document.Parsed): Targets {
  const latest = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias: (_, alias) => {
      const target = latest.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Value: (_, node) => {
      if (node.anchor !== undefined) latest.set(node.anchor, node);
    },
  });
  return targets;
}
