/** `swarmlan status`: how every LAN stands on every node. */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import { formatRange } from "../../model/range.ts";
import { type FamilyStatus, statusOf, type StatusRow } from "../../operations/status.ts";
import { failedNodeFindings } from "../../core/plan/plan-swarm.ts";
import { answer, type Answer, type Column, exitCodesOf } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { countText } from "../render/count-text.ts";
import { gossipOf } from "../gossip-of.ts";
import { withSwarm } from "../open-swarm.ts";

/** IPv6 stands below IPv4. */
const families = (of: (family: FamilyStatus) => string | undefined) => ({
  text: ({ ipv4 }: StatusRow) => (ipv4 === undefined ? "-" : (of(ipv4) ?? "?")),
  under: ({ ipv6 }: StatusRow) => (ipv6 === undefined ? "" : (of(ipv6) ?? "?")),
});

/** `3 (gossip)`: what other nodes tell of one that did not answer. */
const usedText = ({ used, usedFrom }: FamilyStatus) =>
  used === undefined || usedFrom === undefined ? used : `${used} (${usedFrom})`;

const counted = (count: string | undefined) => (count === undefined ? undefined : countText(count));

const COLUMNS: readonly Column<StatusRow>[] = [
  { title: "NODE", text: (it) => it.hostname },
  { title: "LAN", text: (it) => it.lan },
  { title: "STATE", text: (it) => it.state, leaves: 5 },
  { title: "SLICE", ...families((it) => formatCidr(it.slice)) },
  { title: "USED", ...families(usedText), leaves: 4 },
  { title: "USABLE", ...families((it) => counted(it.usable)), leaves: 2 },
  { title: "RESERVED", ...families((it) => counted(it.reserved)), leaves: 1 },
  { title: "NEXT", ...families((it) => (it.next === undefined ? "-" : formatAddress(it.next))), leaves: 3 },
  { title: "NODE ID", text: (it) => it.node, wide: true },
  { title: "SINCE", text: (it) => it.since ?? "-", wide: true },
  { title: "RESERVED ARE", ...families((it) => it.reservedRanges?.map(formatRange).join(" ")), wide: true },
  { title: "WHY", text: (it) => it.why ?? "", prose: true },
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
      columns: statusColumns(rows),
      findings: [...warnings, ...found],
      complete: report.complete,
      exitCodes: exitCodesOf(found),
      target: { swarmId: snapshot.swarm.id },
    });
  });
}

/** The only LAN's name says the same in every row. */
export function statusColumns(rows: readonly StatusRow[]): readonly Column<StatusRow>[] {
  const several = new Set(rows.map((it) => it.lan)).size > 1;
  return COLUMNS.map((it) => (it.title === "LAN" ? { ...it, wide: !several } : it));
}
