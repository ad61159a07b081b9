/**
 * Proves that a LAN works: a throw-away container on every ready node, fetched from this machine and from each other.
 *
 * A node that takes part and cannot be tested is in the report all the same, as unknown. On a dual-stack LAN every way is
 * tried in both families. The service is removed in every case, also when interrupted. Refuses a LAN without a swarm
 * network (TEST_NO_NETWORK) or without a ready node (TEST_NO_NODES).
 */
import { lanShares } from "../core/plan/lan-shares.ts";
import { readLedgers } from "../core/plan/ledger-labels.ts";
import { AppError } from "../errors/app-error.ts";
import { type Address, type Family, parseAddress, sameAddress } from "../model/address.ts";
import type { Emit } from "../model/event.ts";
import type { LanName } from "../model/ids.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { LanSpec, Spec } from "../model/spec.ts";
import type { Fleet } from "./ports/engine.ts";
import { awaitTargets, type Target } from "./test-lan/await-targets.ts";
import { type Reached, reportOf, type TestCase, type TestReport } from "./test-lan/test-report.ts";
import { removeTestServices, testName, testSpec } from "./test-lan/test-service.ts";
import { testedNodes } from "./test-lan/tested-nodes.ts";
import { type FetchHere, tryWays } from "./test-lan/try-ways.ts";

export type { Page } from "./test-lan/page.ts";
export { countWays, type Reached, type TestCase, type TestReport } from "./test-lan/test-report.ts";
export type { FetchHere } from "./test-lan/try-ways.ts";

export interface TestQuestion {
  readonly fleet: Fleet;
  readonly snapshot: Snapshot;
  readonly spec: Spec;
  readonly lan: LanName;
  readonly image: string;
  /** Where the image serves HTTP. */
  readonly port: number;
  /** A few random letters that set this test's service apart. */
  readonly suffix: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly fetchHere: FetchHere;
  /** This machine's addresses: a host cannot reach its own containers. */
  readonly ownAddresses: readonly Address[];
  /** How long containers may take to come up; two minutes, since images are pulled. */
  readonly deadlineMs?: number;
  /** How long one fetch from inside a container may take; 15 s. */
  readonly insideMs?: number;
  readonly pauseMs?: number;
}

/** From a container's start until it serves. */
const SERVE_MS = 15_000;

export async function testLan(asked: TestQuestion): Promise<TestReport> {
  const { fleet, snapshot, lan, image, signal, emit, deadlineMs = 120_000, pauseMs = 500, insideMs = 15_000 } = asked;
  const network = snapshot.swarm.networks.find((it) => it.name === lan && it.scope === "swarm")?.id;
  const of = asked.spec.lans.find((it) => it.name === lan);
  if (network === undefined || of === undefined) throw new AppError("TEST_NO_NETWORK", { lan });
  const { ready: nodes, leftOut } = testedNodes(of, snapshot);
  if (nodes.length === 0) throw new AppError("TEST_NO_NODES", { lan });
  const removal = { fleet, snapshot, lan, pauseMs };
  const left = await removeTestServices(removal);
  const name = testName(lan, asked.suffix);
  const families: readonly Family[] = of.ipv6 === undefined ? [4] : [4, 6];
  const hosts = hostsHere(asked, of);
  const serveMs = Math.min(SERVE_MS, deadlineMs);
  let cases: readonly TestCase[];
  try {
    emit({ kind: "phase", title: `starting a container on ${nodes.length} nodes`, total: nodes.length });
    const manager = await fleet.manager(signal);
    const service = await manager.swarm.createService(testSpec({ name, lan, image, network }), signal);
    const up = await awaitTargets({ fleet, nodes, service, network, families, deadlineMs, pauseMs, signal, emit });
    const targets = [
      ...up,
      ...leftOut.map(({ node, reason }): Target => ({ node, ms: 0, kind: "unknown", text: reason })),
    ];
    cases = [
      ...targets.map(startCase),
      ...(await tryWays({ ...asked, targets, families, hosts, serveMs, insideMs, pauseMs })),
    ];
  } catch (error) {
    for (const finding of await removeTestServices(removal)) emit({ kind: "finding", finding });
    throw error;
  }
  emit({ kind: "phase", title: "taking the test's containers away" });
  const findings = [...left, ...(await removeTestServices(removal))];
  const hostnames = [...nodes, ...leftOut.map((it) => it.node)].map((it) => it.hostname);
  return reportOf({ lan, service: name, nodes: hostnames, families, cases, findings });
}

function startCase({ node, ms, ...target }: Target): TestCase {
  const result: Reached = target.kind === "up" ? { kind: "ok" } : { kind: target.kind, text: target.text };
  return { group: "container", from: node.hostname, to: node.hostname, result, ms };
}

/** The hostnames that this machine is, by the address that swarm knows and by the host's address on the LAN. */
function hostsHere({ snapshot, lan, ownAddresses }: TestQuestion, of: LanSpec): ReadonlySet<string> {
  const is = (it: Address | undefined) => it !== undefined && ownAddresses.some((own) => sameAddress(own, it));
  const known = snapshot.swarm.nodes.filter((it) => is(parseAddress(it.address))).map((it) => it.hostname);
  const ledger = readLedgers(snapshot.swarm.configs).get(lan) ?? { lan, swarmNetworks: [], entries: [] };
  const onLan = lanShares(of, ledger, snapshot).shares.filter((it) => is(it.ipv4.host) || is(it.ipv6?.host));
  return new Set([...known, ...onLan.map((it) => it.hostname)]);
}
