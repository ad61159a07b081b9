/** What `init` proposes: the values of a new spec, and what would come of them. */
import type { Address, Cidr } from "../../model/address.ts";
import type { MacvlanMode, NodeAccess, NodeHost } from "../../model/spec.ts";

export interface SpecProposal {
  readonly swarm: {
    /** As in `swarm.manager`; left out, the docker context decides. */
    readonly manager?: string;
    /** Pins the swarm. */
    readonly id?: string;
    readonly nodes?: NodeAccess;
  };
  readonly lans: readonly LanProposal[];
}

export interface LanProposal {
  readonly name: string;
  readonly subnet: Cidr;
  readonly gateway: Address;
  readonly sliceLength: number;
  /** Left out: all of the subnet. */
  readonly pool?: Cidr;
  readonly parent: string;
  /** Left out: `first`. */
  readonly host?: "first" | "none";
  /** Left out: `reserve`. */
  readonly edges?: "reserve" | "allow";
  /** As in `reserve:`: addresses, prefixes, FIRST-LAST. */
  readonly reserve?: readonly string[];
  /** Left out: `<name>-node`. */
  readonly nodeNetwork?: string;
  /** Left out: true. */
  readonly attachable?: false;
  /** Left out: false. */
  readonly internal?: true;
  /** Left out: `bridge`. */
  readonly mode?: MacvlanMode;
  readonly ipv6?: Ipv6Proposal;
  readonly nodes: readonly NodeProposal[];
}

export interface Ipv6Proposal {
  readonly subnet: Cidr;
  readonly gateway: Address;
  readonly sliceLength: number;
  /** Left out: all of the subnet. */
  readonly pool?: Cidr;
}

/** One node; what is left out here is left to the LAN's own values. */
export interface NodeProposal {
  readonly hostname: string;
  /** The slices that the plan would give it: written as a comment, unless `pin`. */
  readonly slice?: Cidr;
  readonly slice6?: Cidr;
  /** Writes the slices as explicit entries. */
  readonly pin?: boolean;
  readonly parent?: string;
  readonly host?: NodeHost;
  readonly host6?: NodeHost;
  readonly router?: boolean;
  readonly skip?: boolean;
}
