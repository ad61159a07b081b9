/** No two NICs of a host are on one layer-2 segment, unless the kernel is told to answer by the right one (arp_ignore). */
import { cidrAround, formatCidr } from "../../model/cidr.ts";
import type { HostDetails } from "../../model/host-details.ts";
import { defineCheck, pass, warn } from "../define-check.ts";
import { withHost } from "../facts-of.ts";

const DOCKERS = /^(docker0|docker_gwbridge|br-[0-9a-f]{12}|veth)/;

export const noArpFlux = defineCheck({
  code: "HOST009",
  group: "hosts",
  title: "no two interfaces of a host answer for each other on one segment",
  pre: true,
  after: ["HOST007"],
  judge: (facts) =>
    facts.snapshot.swarm.nodes.map((node) =>
      withHost(facts, { node }, (host) => {
        const target = { node: node.hostname };
        const twice = sharedSegments(host).filter((it) => it.nics.some((nic) => arpIgnore(host, nic) === 0));
        if (twice.length === 0) return pass(target, "each is on a segment of its own, or told to keep to itself");
        const [first] = twice as [Segment];
        return warn(
          target,
          `${first.nics.join(" and ")} of ${node.hostname} are both on ${first.prefix}: either answers for the other's address`,
          {
            evidence: first.nics.map((nic) => {
              const said = host.settings.get(nic);
              return `${nic}: arp_ignore ${said?.arpIgnore ?? "?"}, arp_announce ${said?.arpAnnounce ?? "?"}, rp_filter ${said?.rpFilter ?? "?"}`;
            }),
            fix: {
              text: "take one of them off that network, or tell the kernel to answer only by the NIC that has the address",
              commands: [
                `ssh ${node.hostname} sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2`,
              ],
            },
          },
        );
      }),
    ),
});

interface Segment {
  readonly prefix: string;
  readonly nics: readonly string[];
}

/** IPv4 prefixes that two NICs have an address in; a macvlan interface on one of them (a shim) is meant to be there. */
function sharedSegments({ nics }: HostDetails): readonly Segment[] {
  const byPrefix = new Map<string, Set<string>>();
  for (const nic of nics.filter((it) => it.kind !== "macvlan" && it.kind !== "loopback" && !DOCKERS.test(it.name))) {
    for (const { address, length } of nic.addresses) {
      if (address.family !== 4 || length >= 31) continue;
      const key = formatCidr(cidrAround(address, length));
      byPrefix.set(key, (byPrefix.get(key) ?? new Set()).add(nic.name));
    }
  }
  return [...byPrefix].filter(([, names]) => names.size > 1).map(([prefix, names]) => ({ prefix, nics: [...names] }));
}

/** The higher of `all` and the interface's own counts. */
function arpIgnore({ settings }: HostDetails, nic: string): number {
  return Math.max(settings.get("all")?.arpIgnore ?? 0, settings.get(nic)?.arpIgnore ?? 0);
}
