/** Finds IPv6 where IPv4 belongs, and the reverse: each family has its own keys in the spec. */
import { type Address, type Cidr, type Family, formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import { type Finding, finding, type SpecPath } from "../../model/finding.ts";
import type { PartialLan } from "../../model/spec.ts";
import { lanPath, nodePath } from "./lane.ts";

/** One finding per value of the wrong family, and per IPv6 entry of a node in a LAN that has no IPv6. */
export function judgeFamilies(lan: PartialLan): readonly Finding[] {
  return [...valuesOf(lan, 4), ...valuesOf(lan, 6)]
    .filter(({ value, family }) => value !== undefined && value.family !== family)
    .concat(lan.ipv6 === undefined ? nodeValues(lan, 6).filter(({ value }) => value !== undefined) : [])
    .map(({ what, value, at }) => {
      const shown = value === undefined ? "" : "length" in value ? formatCidr(value) : formatAddress(value);
      const expected = lan.ipv6 === undefined ? 4 : value?.family === 4 ? 6 : 4;
      const details = { lan: lan.name, what, value: shown, expected } as const;
      return finding("FAMILY_MIXED", details, { target: { lan: lan.name }, at: [at] });
    });
}

interface Value {
  readonly what: string;
  readonly value: Address | Cidr | undefined;
  readonly family: Family;
  readonly at: SpecPath;
}

function valuesOf(lan: PartialLan, family: Family): readonly Value[] {
  const spec = family === 4 ? lan.ipv4 : lan.ipv6;
  if (spec === undefined) return [];
  const own = (["subnet", "gateway", "pool"] as const).map((what) => {
    return { what, value: spec[what], family, at: lanPath(lan, family, what) };
  });
  return [...own, ...nodeValues(lan, family)];
}

function nodeValues(lan: PartialLan, family: Family): readonly Value[] {
  return Object.entries(lan.nodes).flatMap(([hostname, node]) => {
    const host = family === 4 ? node.host : node.host6;
    return [
      {
        what: `slice of ${hostname}`,
        value: family === 4 ? node.slice : node.slice6,
        family,
        at: nodePath(lan, family, hostname, "slice"),
      },
      {
        what: `host of ${hostname}`,
        value: typeof host === "string" ? undefined : host,
        family,
        at: nodePath(lan, family, hostname, "host"),
      },
    ];
  });
}
