/** `swarmlan ps`: every container and task on the LANs, with its address. */
import { setTimeout as sleep } from "node:timers/promises";
import { failedNodeFindings } from "../../core/plan/plan-swarm.ts";
import { AppError } from "../../errors/app-error.ts";
import { formatAddress } from "../../model/address.ts";
import type { Spec } from "../../model/spec.ts";
import { endpointFindings, type EndpointItem, exposedPortsOf, listEndpoints } from "../../operations/list-endpoints.ts";
import { answer, type Answer, type Column, exitCodesOf } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { gossipOf } from "../gossip-of.ts";
import { paintFor } from "../render/paint.ts";
import { hiddenNote } from "../render/render-answer.ts";
import { renderTable } from "../render/table.ts";

const COLUMNS: readonly Column<EndpointItem>[] = [
  { title: "NAME", text: (it) => it.name },
  { title: "NODE", text: (it) => it.node ?? "?" },
  { title: "IPV4", text: (it) => (it.ipv4 === undefined ? "-" : formatAddress(it.ipv4)) },
  { title: "IPV6", text: (it) => (it.ipv6 === undefined ? "-" : formatAddress(it.ipv6)) },
  { title: "STATE", text: (it) => it.state, leaves: 3 },
  { title: "LAN", text: (it) => (it.leftSpec ? `${it.lan} (not in the spec)` : it.lan), leaves: 2 },
  { title: "URL", text: (it) => it.url ?? "-", leaves: 1 },
  { title: "MAC", text: (it) => it.mac ?? "-", wide: true },
  { title: "CONTAINER", text: (it) => it.container?.slice(0, 12) ?? "-", wide: true },
  { title: "TOLD BY", text: (it) => it.source, wide: true },
  { title: "ERROR", text: (it) => it.error ?? "", prose: true },
];

const POLL_MS = 2000;

export function run(input: Input, context: Context): Promise<Answer> {
  return withSwarm(context, async (swarm) => {
    if (!input.flag("watch")) return endpoints(swarm, context);
    if (context.output !== "table" && context.output !== "wide") {
      throw new AppError("USAGE", { text: "--watch shows tables only", command: "ps" });
    }
    return watch(swarm, context);
  });
}

async function endpoints({ spec, fleet, findings, observe }: OpenSwarm, { signal }: Context): Promise<Answer> {
  const snapshot = await observe();
  const complete = snapshot.nodes.every((it) => it.kind === "answered");
  const ports = await exposedPortsOf(snapshot, fleet, signal);
  const gossip = await gossipOf({ spec, snapshot, fleet, signal });
  const items = listEndpoints({ spec, snapshot, ports, gossip });
  const found = [...endpointFindings(items), ...failedNodeFindings(snapshot)];
  const none = noneOn(spec, complete);
  return answer({
    kind: "Endpoints",
    items,
    ...(items.length === 0 ? { text: () => none } : {}),
    columns: psColumns(items),
    findings: [...findings, ...found],
    complete,
    exitCodes: exitCodesOf(found),
    target: { swarmId: snapshot.swarm.id },
  });
}

/** That nobody was seen is no proof that nobody is there when some node did not answer. */
function noneOn({ lans }: Spec, complete: boolean): string {
  const names = lans.map((it) => it.name).join(", ");
  return complete ? `Nothing is on ${names} yet.` : `Nothing is seen on ${names}, but some node could not be asked.`;
}

/** The only LAN's name says the same in every row, and what nobody has needs no column. */
export function psColumns(items: readonly EndpointItem[]): readonly Column<EndpointItem>[] {
  const several = new Set(items.map((it) => it.lan)).size > 1 || items.some((it) => it.leftSpec);
  const said: Readonly<Record<string, boolean>> = {
    IPV6: items.some((it) => it.ipv6 !== undefined),
    URL: items.some((it) => it.url !== undefined),
  };
  return COLUMNS.filter((it) => said[it.title] !== false).map((it) =>
    it.title === "LAN" ? { ...it, wide: !several } : it,
  );
}

/** Draws anew when the manager's Engine tells of something, and every 2 s, until it is interrupted. */
async function watch(swarm: OpenSwarm, context: Context): Promise<Answer> {
  const { signal } = context;
  const woken = wakeUps(swarm, signal);
  let before = "";
  let last: Answer = { kind: "Endpoints", items: [], columns: [], findings: [], complete: true, exitCodes: [] };
  try {
    while (!signal.aborted) {
      last = await endpoints(swarm, context);
      before = draw(last, before, context);
      await woken();
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
  return { ...last, text: () => "", endless: true };
}

/** Off a terminal only what changed; answers what stands there now. */
function draw(seen: Answer, before: string, { width, output, color, now, screen, write }: Context): string {
  const table = renderTable(seen.items, seen.columns, { width, wide: output === "wide" });
  const lines = [seen.text?.(paintFor(false)) ?? table.text, hiddenNote(table.hidden, paintFor(color))];
  const frame = lines.filter((it) => it !== "").join("\n");
  const at = now().slice(11, 19);
  if (screen) write(`\u001b[H\u001b[2J${at}\n${frame}\n`);
  else if (frame !== before) write(`${at}\n${frame}\n`);
  return frame;
}

/** Resolves at the manager's next event, or after the poll's time. */
function wakeUps({ fleet }: OpenSwarm, signal: AbortSignal): () => Promise<void> {
  let wake: () => void = () => undefined;
  const listen = async (): Promise<void> => {
    const manager = await fleet.manager(signal);
    for await (const _ of manager.events(signal)) wake();
  };
  // Without events the poll goes on alone; a manager that is gone is told by the next look.
  listen().catch(() => undefined);
  return async () => {
    const event = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([event, sleep(POLL_MS, undefined, { signal }).catch(() => undefined)]);
  };
}
