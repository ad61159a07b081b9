/** `swarmlan ps`: every container and task on the LANs, with its address. */
import { setTimeout as sleep } from "node:timers/promises";
import { failedNodeFindings } from "../../core/plan/plan-swarm.ts";
import { AppError } from "../../errors/app-error.ts";
import { formatAddress } from "../../model/address.ts";
import { endpointFindings, type EndpointItem, exposedPortsOf, listEndpoints } from "../../operations/list-endpoints.ts";
import { answer, type Answer, type Column, exitCodesOf } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { gossipOf } from "../gossip-of.ts";
import { renderTable } from "../render/table.ts";

const COLUMNS: readonly Column<EndpointItem>[] = [
  { title: "NAME", text: (it) => it.name },
  { title: "NODE", text: (it) => it.node ?? "?" },
  { title: "IPV4", text: (it) => (it.ipv4 === undefined ? "-" : formatAddress(it.ipv4)) },
  { title: "IPV6", text: (it) => (it.ipv6 === undefined ? "-" : formatAddress(it.ipv6)) },
  { title: "STATE", text: (it) => it.state },
  { title: "LAN", text: (it) => (it.leftSpec ? `${it.lan} (not in the spec)` : it.lan) },
  { title: "URL", text: (it) => it.url ?? "-" },
  { title: "MAC", text: (it) => it.mac ?? "-", wide: true },
  { title: "CONTAINER", text: (it) => it.container?.slice(0, 12) ?? "-", wide: true },
  { title: "TOLD BY", text: (it) => it.source, wide: true },
  { title: "ERROR", text: (it) => it.error ?? "" },
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
  return answer({
    kind: "Endpoints",
    items,
    columns: COLUMNS.filter((it) => it.title !== "IPV6" || items.some((item) => item.ipv6 !== undefined)),
    findings: [...findings, ...found],
    complete,
    exitCodes: exitCodesOf(found),
    target: { swarmId: snapshot.swarm.id },
  });
}

/** Draws anew when the manager's Engine tells of something, and every 2 s; off a terminal, only what changed. */
async function watch(swarm: OpenSwarm, context: Context): Promise<Answer> {
  const { signal } = context;
  const woken = wakeUps(swarm, signal);
  let before = "";
  let last: Answer = { kind: "Endpoints", items: [], columns: [], findings: [], complete: true, exitCodes: [] };
  while (!signal.aborted) {
    last = await endpoints(swarm, context);
    const size = { width: context.width, wide: context.output === "wide" };
    const frame = renderTable(last.items, last.columns, size) || "nobody is on the LANs";
    const at = context.now().slice(11, 19);
    if (context.screen) context.write(`\u001b[H\u001b[2J${at}\n${frame}\n`);
    else if (frame !== before) context.write(`${at}\n${frame}\n`);
    before = frame;
    await woken();
  }
  return { ...last, text: () => "" };
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
