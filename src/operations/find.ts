/**
 * Says who has an address, or which address something has: an address, a MAC, a prefix, a service, a task, a container
 * or a node, whichever of these the text can mean.
 *
 * Pure. Always tells where it looked, so that "nothing" from half a swarm is not taken for "nobody".
 */
import { parseAddress } from "../model/address.ts";
import { parseCidrLoose } from "../model/cidr.ts";
import { findAddress } from "./find/find-address.ts";
import { endpointMatch, type FindGround, type FindMatch, type FindScene, findScene } from "./find/find-match.ts";
import { findNode, findSlice } from "./find/find-slice.ts";
import type { EndpointItem } from "./list-endpoints.ts";

export type { FindKind, FindMatch } from "./find/find-match.ts";

export interface FindQuestion extends FindGround {
  readonly what: string;
}

export interface FindAnswer {
  readonly what: string;
  readonly found: boolean;
  readonly matches: readonly FindMatch[];
  readonly looked: readonly string[];
  /** False when some node could not be asked: then "not found" may be wrong. */
  readonly complete: boolean;
}

/** An id is recognised by its first four characters or more. */
const SHORTEST_PREFIX = 4;

/** Throws LEDGER_UNREADABLE. */
export function findAnything({ what: text, ...ground }: FindQuestion): FindAnswer {
  const what = text.trim();
  const scene = findScene(ground);
  const matches = matchesOf(scene, what);
  return {
    what,
    found: matches.length > 0,
    matches,
    looked: lookedAt(scene, what),
    complete: scene.silent.size === 0,
  };
}

function matchesOf(scene: FindScene, what: string): readonly FindMatch[] {
  const address = parseAddress(what);
  if (address !== undefined) return findAddress(scene, address);
  const cidr = parseCidrLoose(what);
  if (cidr !== undefined) return findSlice(scene, cidr.cidr);
  const mac = bareMac(what);
  const endpoints = scene.items.filter(
    (item) => isNamed(item, what) || (mac !== undefined && item.mac !== undefined && bareMac(item.mac) === mac),
  );
  return [...endpoints.map(endpointMatch), ...findNode(scene, what)];
}

function isNamed(item: EndpointItem, what: string): boolean {
  if (what === "") return false;
  if ([item.name, item.service, item.containerName].includes(what)) return true;
  if (what.length < SHORTEST_PREFIX) return false;
  return [item.task, item.container, item.containerName].some((it) => it?.startsWith(what));
}

/** `02:42:c0:a8:10:02`, `02-42-…`, `0242.c0a8.1002` or bare: twelve hex digits in lower case. */
function bareMac(text: string): string | undefined {
  const bare = text.replace(/[:.-]/g, "").toLowerCase();
  return /^[0-9a-f]{12}$/.test(bare) ? bare : undefined;
}

function lookedAt({ snapshot, lans, gossiped }: FindScene, what: string): readonly string[] {
  const nodes = snapshot.nodes.map((view) =>
    view.kind === "answered"
      ? `the containers of ${view.node.hostname}`
      : `not ${view.node.hostname}, it could not be asked: ${view.finding.message}`,
  );
  const numeric = parseAddress(what) !== undefined || parseCidrLoose(what) !== undefined;
  const slices = numeric ? lans.map(({ lan }) => `the subnets, reserved addresses and slices of ${lan.name}`) : [];
  const told = [...gossiped].map((lan) => `what the nodes on ${lan} tell of each other`);
  return ["the services, tasks and nodes of the swarm", ...nodes, ...told, ...slices];
}
