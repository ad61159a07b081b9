/** Writes LANs into a spec that is there: each takes the place of one of its name, all else stays, comments too. */
import { isMap, parseDocument, type YAMLMap } from "yaml";
import { renderSpec } from "./render-spec.ts";
import type { LanProposal } from "./spec-proposal.ts";

/** `text` is a spec that was read without an error. */
export function addLans(text: string, lans: readonly LanProposal[]): string {
  const document = parseDocument(text);
  const rendered = parseDocument(renderSpec({ swarm: {}, lans })).get("lans") as YAMLMap;
  const there = document.get("lans");
  if (!isMap(there)) document.set("lans", rendered);
  else {
    there.flow = false;
    for (const pair of rendered.items) {
      const name = String(pair.key);
      const at = there.items.findIndex((it) => String(it.key) === name);
      if (at < 0) there.items.push(pair);
      else there.items[at] = pair;
    }
  }
  return document.toString({ lineWidth: 0 });
}
