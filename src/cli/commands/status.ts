/** `swarmlan status`: how every LAN stands on every node. */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import { type FamilyStatus, statusOf, type StatusRow } from "../../operations/status.ts";
import { failedNodeFindings } from "../../core/plan/plan-swarm.ts";
import { answer, type Answer, type Column, exitCodesOf } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { gossipOf } from "../gossip-of.ts";
import { withSwarm } from "../open-swarm.ts";

const families = (of: (family: FamilyStatus) => string | undefined) => (row: StatusRow) =>
  [row.ipv4, row.ipv6].flatMap((it) => (it === undefined ? [] : [of(it) ?? "?"])).join(" ") || "-";

/** `3 (gossip)`: what other nodes tell of one that did not answer. */
const usedText = ({ used, usedFrom }: FamilyStatus) =>
  used === undefined || usedFrom === undefined ? used : `${used} (${usedFrom})`;

const COLUMNS: readonly Column<StatusRow>[] = [
  { title: "NODE", text: (it) => it.hostname },
  { title: "LAN", text: (it) => it.lan },
  { title: "STATE", text: (it) => it.state },
  { title: "SLICE", text: families((it) => formatCidr(it.slice)) },
  { title: "USED", text: families(usedText) },
  { title: "USABLE", text: families((it) => it.usable) },
  { title: "RESERVED", text: families((it) => it.reserved) },
  { title: "NEXT", text: families((it) => (it.next === undefined ? "-" : formatAddress(it.next))) },
  { title: "NODE ID", text: (it) => it.node, wide: true },
  { title: "SINCE", text: (it) => it.since ?? "-", wide: true },
  { title: "WHY", text: (it) => it.why ?? "" },
];

export function run(_input: Input, context: Context): Promise<Answer> {
  return withSwarm(context, async ({ spec, fleet, findings: warnings, locate, observe }) => {
    const snapshot = await observe();
    const gossip = await gossipOf({ spec, snapshot, fleet, signal: context.signal });
    const report = statusOf({ spec, snapshot, now: context.now(), gossip });
    const of = [...report.findings, ...report.lans.flatMap((it) => it.findings)];
    const found = locate([...of, ...failedNodeFindings(snapshot)]);
    const rows = report.lans.flatMap((it) => it.rows);
    return answer({
      kind: "Status",
      items: rows,
      columns: columnsFor(rows),
      findings: [...warnings, ...found],
      complete: report.complete,
      exitCodes: exitCodesOf(found),
      target: { swarmId: snapshot.swarm.id },
    });
  });
}

/** What says the same in every row takes room from what does not: the only LAN's name, and reasons where there are none. */
function columnsFor(rows: readonly StatusRow[]): readonly Column<StatusRow>[] {
  const several = new Set(rows.map((it) => it.lan)).size > 1;
  const reasons = rows.some((it) => it.why !== undefined);
  return COLUMNS.filter((it) => it.title !== "WHY" || reasons).map((it) =>
    it.title === "LAN" ? { ...it, wide: !several } : it,
  );
}
