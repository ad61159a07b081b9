/** A plan for a person: what was changed outside, apart and first; then the steps of each LAN, with whom they cut off. */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { CutOff, LanPlan, Plan, Step } from "../../model/plan.ts";
import type { NodeShare, Share } from "../../model/slices.ts";
import type { Column } from "../answer.ts";
import { countText } from "./count-text.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";

/** IPv6 stands below IPv4, as in status. */
const families = (of: (share: Share) => string) => ({
  text: ({ ipv4 }: NodeShare) => of(ipv4),
  under: ({ ipv6 }: NodeShare) => (ipv6 === undefined ? "" : of(ipv6)),
});

const SHARES: readonly Column<NodeShare>[] = [
  { title: "NODE", text: (it) => it.hostname },
  { title: "SLICE", ...families((it) => formatCidr(it.slice)) },
  { title: "HOST", ...families((it) => (it.host === undefined ? "-" : formatAddress(it.host))) },
  { title: "USABLE", ...families((it) => countText(it.usable)) },
];

export function renderPlan(plan: Plan, paint: Paint): string {
  const blocks = plan.lans.map((lan) => renderLan(lan, paint));
  return [...blocks, summaryOf(plan)].join("\n\n");
}

/** `6 steps, cutting off 2 tasks`, or that there is nothing to do. */
export function summaryOf(plan: Plan): string {
  const steps = plan.lans.reduce((sum, it) => sum + it.steps.length, 0);
  const refused = [...plan.findings, ...plan.lans.flatMap((it) => it.findings)].some((it) => it.severity === "error");
  if (refused) return "Refused: nothing would be changed. The reasons are below.";
  if (steps === 0) {
    return plan.complete
      ? "Nothing to do: the swarm is as the spec says."
      : "Nothing to do on the nodes that answered; some could not be asked.";
  }
  const cut = tasksCutOff(plan).length;
  const rest = plan.complete ? "" : "; some nodes could not be asked";
  return `${count(steps, "step")}, cutting off ${cut === 0 ? "nobody" : count(cut, "task")}${rest}.`;
}

/** Everybody that the plan takes off the LAN, each once. */
export function tasksCutOff(plan: Plan): readonly CutOff[] {
  const all = plan.lans.flatMap((lan) => lan.steps.flatMap((step) => step.cutsOff));
  return [...new Map(all.map((it) => [`${it.kind} ${it.id}`, it])).values()];
}

function renderLan(lan: LanPlan, paint: Paint): string {
  const drift = lan.drift.map((it) => `  ${paint("yellow", "!")} ${it.message}`);
  const shares = renderTable(lan.shares, SHARES, { width: Number.POSITIVE_INFINITY, wide: false }).text;
  return [
    paint("bold", `LAN ${lan.lan}`),
    ...(drift.length === 0 ? [] : ["  changed outside swarmlan:", ...drift.map((it) => `  ${it}`), ""]),
    ...(shares === "" ? [] : [...shares.split("\n").map((it) => `  ${it}`), ""]),
    ...(lan.steps.length === 0 ? ["  no steps"] : lan.steps.flatMap((step) => renderStep(step, paint))),
  ].join("\n");
}

function renderStep(step: Step, paint: Paint): readonly string[] {
  const removes = step.kind.startsWith("remove-") || step.kind === "detach-service" || step.kind === "drain-node";
  const mark = removes ? paint("red", "-") : paint("green", "+");
  const cut = step.cutsOff.map(
    (it) => `      ${paint("red", "cuts off")} ${it.kind} ${it.name} on ${it.node}${leaves(it, step)}`,
  );
  return [`  ${mark} ${step.title}`, ...cut];
}

function leaves(it: CutOff, { kind }: Step): string {
  if (it.onLan) return "";
  const why =
    kind === "drain-node" ? "it moves because the node is drained" : "it starts anew, since its service changes";
  return ` (not on the LAN: ${why})`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
