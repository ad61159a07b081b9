/** What an Engine refuses when a network is made (moby `validateConfiguration`, `validateIpamConfig`). */
import { parseAddress } from "../../model/address.ts";
import { type LooseCidr, contains, formatCidr, parseCidrLoose } from "../../model/cidr.ts";
import { Refusal } from "../refusal.ts";
import { atLeast } from "../versions.ts";
import type { IpamWire } from "../wire-types.ts";

export interface CreateBody {
  readonly Name: string;
  readonly Driver?: string;
  readonly Scope?: string;
  readonly CheckDuplicate?: boolean;
  readonly ConfigOnly?: boolean;
  readonly ConfigFrom?: { readonly Network: string };
  readonly Attachable?: boolean;
  readonly Internal?: boolean;
  readonly Ingress?: boolean;
  readonly EnableIPv6?: boolean;
  readonly Options?: Readonly<Record<string, string>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly IPAM?: { readonly Driver?: string; readonly Config?: readonly IpamWire[] };
}

const OPERATOR_FIELDS =
  "configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.";

export function validateCreate(body: CreateBody, engineVersion: string): void {
  if (body.ConfigOnly) {
    if (body.Attachable || body.Internal || body.Ingress || body.Scope) throw new Refusal(403, OPERATOR_FIELDS);
    if (body.ConfigFrom?.Network) {
      throw new Refusal(403, "a configuration network cannot depend on another configuration network");
    }
  }
  if (body.ConfigFrom?.Network) refuseOwnSettings(body, engineVersion);
  // Checked since 25.0 (moby#45759); before, tasks show what is wrong.
  if (atLeast(engineVersion, "25.0")) {
    const wrong = (body.IPAM?.Config ?? []).flatMap(problemsOf);
    if (wrong.length > 0) throw new Refusal(400, `invalid network config:\n${wrong.join("\n")}`);
  }
}

function refuseOwnSettings(body: CreateBody, engineVersion: string): void {
  const own = Object.keys(body.Labels ?? {}).length + (body.IPAM?.Config?.length ?? 0) + (body.EnableIPv6 ? 1 : 0);
  const user = atLeast(engineVersion, "29.2") ? "user-specified" : "user specified";
  const depends = "are not supported if the network depends on a configuration network";
  if (own > 0) throw new Refusal(403, `${user} configurations ${depends}`);
  if (Object.keys(body.Options ?? {}).length > 0) throw new Refusal(403, `network driver options ${depends}`);
}

function problemsOf(family: IpamWire): string[] {
  const subnet = parseCidrLoose(family.Subnet ?? "");
  if (!subnet) return [`invalid subnet ${family.Subnet}: invalid CIDR block notation`];
  const problems = hostBits("subnet", family.Subnet ?? "", subnet);
  const range = family.IPRange === undefined ? undefined : parseCidrLoose(family.IPRange);
  if (range) {
    problems.push(...hostBits("ip-range", family.IPRange ?? "", range));
    if (!contains(subnet.cidr, range.cidr)) {
      problems.push(`invalid ip-range ${family.IPRange}: parent subnet ${family.Subnet} doesn't contain ip-range`);
    }
  }
  const inside = (what: string, text: string): void => {
    const address = parseAddress(text);
    if (address && contains(subnet.cidr, address)) return;
    problems.push(`invalid ${what}: parent subnet ${family.Subnet} doesn't contain this address`);
  };
  if (family.Gateway !== undefined) inside(`gateway ${family.Gateway}`, family.Gateway);
  for (const [key, text] of Object.entries(family.AuxiliaryAddresses ?? {})) inside(`auxiliary address ${key}`, text);
  return problems;
}

function hostBits(what: string, text: string, parsed: LooseCidr): string[] {
  return parsed.hostBits ? [`invalid ${what} ${text}: it should be ${formatCidr(parsed.cidr)}`] : [];
}
