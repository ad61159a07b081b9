/**
 * What a plan was made from, thing by thing, as texts: enough to say later what changed since, and nothing that comes
 * and goes without changing what the plan means (tasks, containers, local instances, versions of raft objects).
 */
export interface Fingerprint {
  readonly swarmId: string;
  readonly items: readonly FingerprintItem[];
}

export interface FingerprintItem {
  readonly kind: "spec" | "node" | "network" | "ledger" | "holder";
  /** Unique among the items. */
  readonly id: string;
  /** As a person names it: `macvlanconf on swarm01`. */
  readonly title: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** One thing that is not what it was. */
export interface Change {
  readonly kind: FingerprintItem["kind"];
  readonly title: string;
  /** `is gone`, `is new`, `availability active → drain`. */
  readonly change: string;
}
