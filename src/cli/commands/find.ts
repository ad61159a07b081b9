/** `swarmlan find WHAT`: who has an address, or which address something has. Exit code 1 when nothing is found. */
import { failedNodeFindings } from "../../core/plan/plan-swarm.ts";
import { EXIT_CODES } from "../../errors/entry.ts";
import { formatAddress } from "../../model/address.ts";
import { type FindMatch, findAnything } from "../../operations/find.ts";
import { addressesOf, listEndpoints } from "../../operations/list-endpoints.ts";
import { gossipOf } from "../gossip-of.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { withSwarm } from "../open-swarm.ts";

const COLUMNS: readonly Column<FindMatch>[] = [
  {
    title: "WHAT",
    text: (it) => it.item?.name ?? it.node ?? (it.address === undefined ? it.kind : formatAddress(it.address)),
  },
  { title: "KIND", text: (it) => it.kind },
  { title: "SAYS", text: (it) => it.text, prose: true },
];

export function run(input: Input, context: Context): Promise<Answer> {
  return withSwarm(context, async ({ spec, fleet, findings, observe }) => {
    const snapshot = await observe();
    const gossip = await gossipOf({ spec, snapshot, fleet, signal: context.signal });
    const items = listEndpoints({ spec, snapshot, gossip });
    const it = findAnything({ what: input.words[0] ?? "", spec, snapshot, items, gossip });
    const looked = it.looked.map((place) => `  ${place}`).join("\n");
    const nothing = `Nothing is found for "${it.what}". It was looked for in:\n${looked}`;
    return answer({
      kind: "Found",
      items: it.matches,
      summary: { what: it.what, found: it.found, looked: it.looked },
      columns: COLUMNS,
      findings: [...findings, ...failedNodeFindings(snapshot)],
      complete: it.complete,
      exitCodes: it.found ? [] : [EXIT_CODES.failed],
      target: { swarmId: snapshot.swarm.id },
      text: () => (it.found ? it.matches.map(sayMatch).join("\n") : nothing),
    });
  });
}

/** Whoever asks for a name wants the address, whoever asks for an address knows it. */
function sayMatch({ text, item }: FindMatch): string {
  const addresses = item === undefined ? [] : addressesOf(item).map(formatAddress);
  return [...addresses.filter((it) => !text.includes(it)), text].join("  ");
}
