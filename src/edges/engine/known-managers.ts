/**
 * Which Engines may be managers, and in what order they are asked: the one in use, the one that was named, then those
 * that the swarm or the spec lets us know. Remembers what it is told; asks nobody.
 */
import type { NodeId } from "../../model/ids.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { SwarmAccess } from "../../model/spec.ts";
import type { KnownManager } from "../../operations/ports/engine.ts";
import { type Named, saidEndpoint, usualEndpoint } from "./node-endpoint.ts";

export interface Candidate {
  readonly endpoint: string;
  /** The node that it must be, where that is known. */
  readonly node?: NodeId;
  readonly hostname?: string;
}

export interface Ways {
  readonly access: SwarmAccess;
  /** The endpoint that was named as manager. */
  readonly named: string;
  /** Where that leads to; a docker context is not the last word. */
  readonly leadsTo: () => string;
  /** Hostnames that the spec has, for templates. */
  readonly hostnames: readonly string[];
}

export class KnownManagers {
  readonly #ways: Ways;
  /** From a manager's list of nodes: once there is one, it is complete. */
  readonly #seen = new Map<NodeId, Named>();
  readonly #told = new Map<NodeId, string>();

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  /** A node of a manager's list. */
  see({ id, role, hostname, address }: SwarmNode): void {
    if (role === "manager") this.#seen.set(id, { hostname, address });
    else this.#seen.delete(id);
  }

  /** What an Engine said of the managers that it knows. */
  hear(managers: readonly KnownManager[]): void {
    for (const { node, address } of managers) if (address !== "0.0.0.0") this.#told.set(node, address);
  }

  /** Managers of the swarm, as far as its members told. */
  get told(): ReadonlyMap<NodeId, string> {
    return this.#told;
  }

  /** Each endpoint once; `inUse` is the endpoint that answered last. */
  candidates(inUse: string | undefined): readonly Candidate[] {
    const first = inUse === undefined ? [] : [{ endpoint: inUse }];
    const others = this.#seen.size > 0 ? this.#bySight() : [...this.#byWord(), ...this.#bySpec()];
    const unique = new Map<string, Candidate>();
    for (const it of [...first, { endpoint: this.#ways.named }, ...others]) {
      if (!unique.has(it.endpoint)) unique.set(it.endpoint, it);
    }
    return [...unique.values()];
  }

  #bySight(): readonly Candidate[] {
    return [...this.#seen].flatMap(([node, named]) => this.#candidate(named).map((it) => ({ ...it, node })));
  }

  #byWord(): readonly Candidate[] {
    return [...this.#told].flatMap(([node, address]) => this.#candidate({ address }).map((it) => ({ ...it, node })));
  }

  #bySpec(): readonly Candidate[] {
    const { nodes } = this.#ways.access;
    const hostnames = nodes?.kind === "map" ? Object.keys(nodes.byHostname) : this.#ways.hostnames;
    return hostnames.flatMap((hostname) => this.#candidate({ hostname }).map((it) => ({ ...it, hostname })));
  }

  #candidate(named: Named): readonly Candidate[] {
    const { access, leadsTo } = this.#ways;
    const endpoint = saidEndpoint(access, named) ?? usualEndpoint(access, leadsTo, named);
    return endpoint === undefined ? [] : [{ endpoint }];
  }
}
