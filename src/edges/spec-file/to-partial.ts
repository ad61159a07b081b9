/** A spec file in which something is broken, as far as it can be read. What is broken is absent, and never taken for its default. */
import type { LanName } from "../../model/ids.ts";
import type { FamilySpec, PartialLan, PartialSpec } from "../../model/spec.ts";
import { goodParts } from "./good-parts.ts";
import { type LanFile, type SpecFile, specFile } from "./schema.ts";
import { defined, toAccess, toNodes, usualSlice6 } from "./to-spec.ts";

type Parts<T> = { readonly [K in keyof T]?: T[K] | undefined };
type LanParts = Parts<Omit<LanFile, "ipv6" | "reserve">> & {
  readonly ipv6?: Parts<NonNullable<LanFile["ipv6"]>> | null | undefined;
  readonly reserve?: PartialLan["reserve"] | null | undefined;
};

/** `value`: the file as it was read, before any schema. */
export function toPartial(value: unknown): PartialSpec {
  const { swarm, lans } = (goodParts(specFile, value) ?? {}) as Parts<SpecFile>;
  const written = (name: string) => (value as { lans: Readonly<Record<string, Written>> }).lans[name] ?? {};
  return {
    swarm: toAccess(swarm ?? {}),
    lans: Object.entries(lans ?? {}).map(([name, lan]) => partialLan(name as LanName, lan, written(name))),
  };
}

type Written = Readonly<Record<string, unknown>>;

function partialLan(name: LanName, lan: LanParts, written: Written): PartialLan {
  const { subnet, gateway, slice: sliceLength, parent } = lan;
  const ipv6 = written["ipv6"] == null ? undefined : family6(lan.ipv6 ?? {}, written["ipv6"] as Written);
  const usualName = written["node-network"] === undefined ? `${name}-node` : undefined;
  return {
    name,
    ipv4: defined({ subnet, gateway, sliceLength, pool: poolOf(lan, written) }),
    ...defined({ ipv6, parent, nodeNetwork: lan["node-network"] ?? usualName }),
    reserve: lan.reserve ?? [],
    nodes: toNodes(lan.nodes),
  };
}

function family6(parts: NonNullable<LanParts["ipv6"]>, written: Written): Partial<FamilySpec> {
  const { subnet, gateway } = parts;
  const usual = subnet === undefined || written["slice"] !== undefined ? undefined : usualSlice6(subnet);
  return defined({ subnet, gateway, sliceLength: parts.slice ?? usual, pool: poolOf(parts, written) });
}

function poolOf({ pool, subnet }: Pick<LanParts, "pool" | "subnet">, written: Written) {
  return pool ?? (written["pool"] === undefined ? subnet : undefined);
}
