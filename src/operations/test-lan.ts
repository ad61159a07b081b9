/**
 * Proves that a LAN works: a throw-away container on every ready node, fetched from this machine and from each other.
 *
 * On a dual-stack LAN every way is tried in both families. The service is removed in every case, also when interrupted.
 * Refuses a LAN without a swarm network (TEST_NO_NETWORK) or without a ready node (TEST_NO_NODES).
 */
import { lanShares } from "../core/plan/lan-shares.ts";
import { readLedgers } from "../core/plan/ledger-labels.ts";
import { readyLabel } from "../core/plan/names.ts";
import { AppError, asAppError } from "../errors/app-error.ts";
import { type Address, type Family, parseAddress, sameAddress, isLinkLocal, isLoopback } from "../model/address.ts";
import type { Emit } from "../model/event.ts";
import type { LanName } from "../model/ids.ts";
import type { Snapshot, SwarmNode } from "../model/snapshot.ts";
import type { Spec } from "../model/spec.ts";
import { inParallel } from "./in-parallel.ts";
import type { Fleet } from "./ports/engine.ts";
import { awaitTargets, type Target } from "./test-lan/await-targets.ts";
import { type Reached, reportOf, type TestCase, type TestReport } from "./test-lan/test-report.ts";
import { removeTestServices, testName, testSpec } from "./test-lan/test-service.ts";
import { reachFromInside, urlOf } from "./test-lan/try-reach.ts";

export type { Reached, TestCase, TestReport } from "./test-lan/test-report.ts";

/** Fetches a page from this machine; any HTTP answer is good, no answer throws. */
export type FetchHere = (url: string, signal: AbortSignal) => Promise<void>;

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
  readonly pauseMs?: number;
}

const FETCH_MS = 5_000;
const AT_ONCE = 8;

export async function testLan(asked: TestQuestion): Promise<TestReport> {
  const { fleet, snapshot, lan, image, signal, emit, deadlineMs = 120_000, pauseMs = 500 } = asked;
  const network = snapshot.swarm.networks.find((it) => it.name === lan && it.scope === "swarm")?.id;
  if (network === undefined) throw new AppError("TEST_NO_NETWORK", { lan });
  const nodes = readyNodes(snapshot, lan);
  if (nodes.length === 0) throw new AppError("TEST_NO_NODES", { lan });
  const removal = { fleet, snapshot, lan, pauseMs };
  const left = await removeTestServices(removal);
  const name = testName(lan, asked.suffix);
  const families = familiesOf(asked);
  let cases: readonly TestCase[];
  try {
    emit({ kind: "phase", title: `starting a container on ${nodes.length} nodes`, total: nodes.length });
    const manager = await fleet.manager(signal);
    const service = await manager.swarm.createService(testSpec({ name, lan, image, network }), signal);
    const targets = await awaitTargets({ fleet, nodes, service, network, families, deadlineMs, pauseMs, signal, emit });
    cases = [...targets.map(startCase), ...(await tryAll(asked, targets, families))];
  } catch (error) {
    for (const finding of await removeTestServices(removal)) emit({ kind: "finding", finding });
    throw error;
  }
  emit({ kind: "phase", title: "taking the test's containers away" });
  const findings = [...left, ...(await removeTestServices(removal))];
  return reportOf({ lan, service: name, nodes: nodes.map((it) => it.hostname), families, cases, findings });
}

function familiesOf({ spec, lan }: TestQuestion): readonly Family[] {
  return spec.lans.find((it) => it.name === lan)?.ipv6 === undefined ? [4] : [4, 6];
}

function readyNodes({ swarm }: Snapshot, lan: LanName): readonly SwarmNode[] {
  return swarm.nodes.filter(
    (it) => it.labels[readyLabel(lan)] === "ready" && it.state === "ready" && it.availability === "active",
  );
}

function startCase({ node, ms, ...target }: Target): TestCase {
  const result: Reached = target.kind === "up" ? { kind: "ok" } : { kind: target.kind, text: target.text };
  return { group: "container", from: node.hostname, to: node.hostname, result, ms };
}

/** Every pair once in each family: from here to all, then from each container to each other. */
async function tryAll(
  asked: TestQuestion,
  targets: readonly Target[],
  families: readonly Family[],
): Promise<readonly TestCase[]> {
  const pairs = [
    ...targets.map((to) => ({ from: undefined, to })),
    ...targets.flatMap((from) => targets.filter((to) => to !== from).map((to) => ({ from, to }))),
  ];
  const ways = families.flatMap((family) => pairs.map((it) => ({ ...it, family })));
  asked.emit({ kind: "phase", title: `trying ${ways.length} ways`, total: ways.length });
  const hosts = hostsHere(asked);
  return inParallel(ways, AT_ONCE, async ({ from, to, family }) => {
    const began = performance.now();
    const result = await reach(asked, { from, to, family, hosts });
    asked.signal.throwIfAborted();
    const ms = performance.now() - began;
    return { group: "reach", from: from?.node.hostname ?? "here", to: to.node.hostname, family, result, ms };
  });
}

interface Way {
  readonly from: Target | undefined;
  readonly to: Target;
  readonly family: Family;
  readonly hosts: ReadonlySet<string>;
}

async function reach(asked: TestQuestion, { from, to, family, hosts }: Way): Promise<Reached> {
  const { signal, port, fetchHere } = asked;
  if (to.kind !== "up") return noContainer(to);
  if (from !== undefined && from.kind !== "up") return noContainer(from);
  if (from === undefined && !speaks(asked, family)) {
    return { kind: "not-tried", text: "this machine has no IPv6 address" };
  }
  const address = to.addresses.find((it) => it.family === family) as Address;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS * 3)]);
  try {
    if (from !== undefined) return await reachFromInside({ ...from, address, port, signal: limited });
    await fetchHere(urlOf(address, port), AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]));
    return { kind: "ok" };
  } catch (thrown) {
    if (from !== undefined) return { kind: "unknown", text: asAppError(thrown).message };
    if (!hosts.has(to.node.hostname)) return { kind: "failed", text: reasonOf(thrown) };
    const text = `this machine is ${to.node.hostname}: a host cannot reach its own macvlan containers`;
    return { kind: "expected-failure", text };
  }
}

/** IPv4 is taken for granted; of IPv6, loopback and link-local addresses (fe80::/10) lead to no LAN. */
function speaks({ ownAddresses }: TestQuestion, family: Family): boolean {
  const leads = (it: Address) => it.family === 6 && !isLoopback(it) && !isLinkLocal(it);
  return family === 4 || ownAddresses.some(leads);
}

function noContainer({ node }: Target): Reached {
  return { kind: "unknown", text: `there is no container to try with on ${node.hostname}` };
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.name !== "TimeoutError"
    ? thrown.message
    : `no answer in ${FETCH_MS / 1000} s`;
}

/** The hostnames that this machine is, by the address that swarm knows and by the host's address on the LAN. */
function hostsHere({ spec, snapshot, lan, ownAddresses }: TestQuestion): ReadonlySet<string> {
  const is = (it: Address | undefined) => it !== undefined && ownAddresses.some((own) => sameAddress(own, it));
  const known = snapshot.swarm.nodes.filter((it) => is(parseAddress(it.address))).map((it) => it.hostname);
  const found = spec.lans.find((it) => it.name === lan);
  if (found === undefined) return new Set(known);
  const ledger = readLedgers(snapshot.swarm.configs).get(lan) ?? { lan, swarmNetworks: [], entries: [] };
  const onLan = lanShares(found, ledger, snapshot).shares.filter((it) => is(it.ipv4.host) || is(it.ipv6?.host));
  return new Set([...known, ...onLan.map((it) => it.hostname)]);
}
