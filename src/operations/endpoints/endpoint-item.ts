/** One row of `ps`: who stands on a LAN, where, and with which address. */
import { ledgerLans } from "../../core/plan/ledger-labels.ts";
import type { Address } from "../../model/address.ts";
import type { Finding } from "../../model/finding.ts";
import type { ContainerId, LanName, TaskId } from "../../model/ids.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Spec } from "../../model/spec.ts";
import type { LanNetworks } from "../../core/plan/node-state.ts";

export interface EndpointItem {
  readonly lan: LanName;
  /** True on a LAN that the spec has no more and the swarm still has. */
  readonly leftSpec?: true;
  /** `it-tools.3`, `web.swarm01` for a global service, or the container's name. */
  readonly name: string;
  readonly service?: string;
  readonly task?: TaskId;
  readonly container?: ContainerId;
  /** As its own Engine names it. */
  readonly containerName?: string;
  /** Hostname; absent when no answer tells it. */
  readonly node?: string;
  readonly ipv4?: Address;
  readonly ipv6?: Address;
  readonly mac?: string;
  /** Of the container where it was seen, else of the task. */
  readonly state: string;
  /** Why the task is not running, in the Engine's words. */
  readonly error?: string;
  readonly url?: string;
  /** Attached with `docker run` or `docker network connect`, by no service. */
  readonly byHand: boolean;
  /** Who told: the node's own Engine, the manager's task list, or what other nodes gossip. */
  readonly source: "engine" | "tasks" | "gossip";
  readonly warnings: readonly Finding[];
}

/** The swarm networks that carry a LAN, and whether the spec has that LAN no more. */
export interface KnownLan extends LanNetworks {
  readonly leftSpec?: true;
}

/** The swarm-scoped macvlan networks of every LAN, found by name: those of the spec, then those that only the swarm has. */
export function lanNetworks(spec: Spec, snapshot: Snapshot): readonly KnownLan[] {
  const known = spec.lans.map(({ name }) => name);
  const left = ledgerLans(snapshot.swarm.configs).filter((it) => !known.includes(it));
  return [...known, ...left.sort()].map((name) => ({
    lan: name,
    ...(known.includes(name) ? {} : { leftSpec: true }),
    ids: new Set(
      snapshot.swarm.networks
        .filter((it) => it.name === name && it.scope === "swarm" && it.driver === "macvlan")
        .map((it) => it.id),
    ),
  }));
}

/** The item's addresses in both families. */
export function addressesOf({ ipv4, ipv6 }: EndpointItem): readonly Address[] {
  return [ipv4, ipv6].filter((it) => it !== undefined);
}
