/**
 * Tries every way of a test once in each family: from here to all containers, then from each container to each other.
 * A way works when the container's own page came, which it is first asked for itself.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { asAppError } from "../../errors/app-error.ts";
import { type Address, type Family, isLinkLocal, isLoopback } from "../../model/address.ts";
import type { Emit } from "../../model/event.ts";
import { inParallel } from "../in-parallel.ts";
import type { Target } from "./await-targets.ts";
import { type Fetched, judgePage, type OwnPage, type Page } from "./page.ts";
import type { Reached, TestCase } from "./test-report.ts";
import { fetchInside, urlOf } from "./try-reach.ts";

/** Fetches a page from this machine, following redirects as wget does; throws when nothing answers. */
export type FetchHere = (url: string, signal: AbortSignal) => Promise<Page>;

export interface Trying {
  readonly targets: readonly Target[];
  readonly families: readonly Family[];
  readonly port: number;
  readonly fetchHere: FetchHere;
  /** This machine's addresses; of IPv6, loopback and link-local ones lead to no LAN. */
  readonly ownAddresses: readonly Address[];
  /** The hostnames that this machine is: a host cannot reach its own containers. */
  readonly hosts: ReadonlySet<string>;
  /** How long a container may take from its start until it serves. */
  readonly serveMs: number;
  /** How long one fetch from inside a container may take. */
  readonly insideMs: number;
  readonly pauseMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

type Up = Extract<Target, { kind: "up" }>;

const HERE_MS = 5_000;
const AT_ONCE = 8;

export async function tryWays(by: Trying): Promise<readonly TestCase[]> {
  const { targets } = by;
  const pairs = [
    ...targets.map((to) => ({ from: undefined, to })),
    ...targets.flatMap((from) => targets.filter((to) => to !== from).map((to) => ({ from, to }))),
  ];
  const ways = by.families.flatMap((family) => pairs.map((it) => ({ ...it, family })));
  by.emit({ kind: "phase", title: `trying ${ways.length} ways`, total: ways.length });
  const own = await ownPages(by);
  return inParallel(ways, AT_ONCE, async ({ from, to, family }) => {
    const began = performance.now();
    const result = await tryWay(by, { from, to, family, own });
    by.signal.throwIfAborted();
    const ms = performance.now() - began;
    return { group: "reach", from: from?.node.hostname ?? "here", to: to.node.hostname, family, result, ms };
  });
}

type OwnPages = ReadonlyMap<Address, OwnPage>;

async function ownPages(by: Trying): Promise<OwnPages> {
  const asked = by.targets.flatMap((target) =>
    target.kind === "up" ? by.families.map((family) => ({ target, address: addressOf(target, family) })) : [],
  );
  const pages = await inParallel(asked, AT_ONCE, async ({ target, address }): Promise<[Address, OwnPage]> => {
    const again = () => inside(by, target, address);
    return [address, { container: target.container, got: await serving(by, again), again }];
  });
  return new Map(pages);
}

/** A program needs a while from its start until it listens. */
async function serving({ serveMs, pauseMs, signal }: Trying, ask: () => Promise<Fetched>): Promise<Fetched> {
  const until = performance.now() + serveMs;
  for (;;) {
    const got = await ask();
    if (got.kind !== "failed" || performance.now() >= until) return got;
    await sleep(pauseMs, undefined, { signal });
  }
}

interface Way {
  readonly from: Target | undefined;
  readonly to: Target;
  readonly family: Family;
  readonly own: OwnPages;
}

async function tryWay(by: Trying, { from, to, family, own }: Way): Promise<Reached> {
  if (to.kind !== "up") return noContainer(to);
  if (from !== undefined && from.kind !== "up") return noContainer(from);
  if (from === undefined && family === 6 && !by.ownAddresses.some(leadsOut)) {
    return { kind: "not-tried", text: "this machine has no IPv6 address" };
  }
  const address = addressOf(to, family);
  const got = from === undefined ? await fromHere(by, address) : await inside(by, from, address);
  if (got.kind === "page") return judgePage(got.page, own.get(address) as OwnPage);
  if (from !== undefined || !by.hosts.has(to.node.hostname)) return got;
  const text = `this machine is ${to.node.hostname}: a host cannot reach its own macvlan containers`;
  return { kind: "expected-failure", text };
}

/** A target that is up has an address of every family. */
function addressOf({ addresses }: Up, family: Family): Address {
  return addresses.find((it) => it.family === family) as Address;
}

function noContainer({ node }: Target): Reached {
  return { kind: "unknown", text: `there is no container to try with on ${node.hostname}` };
}

async function inside(
  { signal, port, insideMs }: Trying,
  { engine, container, node }: Up,
  address: Address,
): Promise<Fetched> {
  const limit = AbortSignal.timeout(insideMs);
  try {
    return await fetchInside({ engine, container, address, port, signal: AbortSignal.any([signal, limit]) });
  } catch (thrown) {
    signal.throwIfAborted();
    const late = `the container on ${node.hostname} had not fetched the page after ${insideMs / 1000} s`;
    return { kind: "unknown", text: limit.aborted ? late : asAppError(thrown).message };
  }
}

async function fromHere({ signal, port, fetchHere }: Trying, address: Address): Promise<Fetched> {
  const limit = AbortSignal.timeout(HERE_MS);
  try {
    return { kind: "page", page: await fetchHere(urlOf(address, port), AbortSignal.any([signal, limit])) };
  } catch (thrown) {
    signal.throwIfAborted();
    return { kind: "failed", text: limit.aborted ? `no answer in ${HERE_MS / 1000} s` : reasonOf(thrown) };
  }
}

/** `fetch` itself only says that it failed; its cause says why. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error && thrown.cause.message !== "" ? thrown.cause.message : thrown.message;
}

function leadsOut(it: Address): boolean {
  return it.family === 6 && !isLoopback(it) && !isLinkLocal(it);
}
