/** A host does not reach its own containers, as the kernel keeps them apart; with a macvlan shim it does. Both are healthy, and a shim that does not work is not. */
import { formatAddress } from "../../model/address.ts";
import { defineCheck, pass, skipped, unknown, warn } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

export const ownContainer = defineCheck({
  code: "WIRE011",
  group: "wire",
  title: "a host is kept apart from its own containers, or has a shim that works",
  after: ["ENG001", "ENG017", "HOST002", "WIRE003"],
  judge: (facts) =>
    facts.wire.fromHost
      .filter((it) => it.aim === "own-container")
      .map((it) => {
        const node = hostnameOf(facts, it.node);
        const host = facts.hosts.get(it.node);
        const target = { lan: it.lan, node, address: formatAddress(it.to) };
        const lan = facts.spec.lans.find((one) => one.name === it.lan);
        const parent = lan?.nodes[node]?.parent ?? lan?.parent;
        const shim =
          host?.kind === "known"
            ? host.value.nics.find((nic) => nic.kind === "macvlan" && nic.lower === parent)
            : undefined;
        if (it.result.kind !== "known") return unknown(target, `${node} could not ask: ${it.result.why}`);
        const reached = it.result.value.kind === "answered";
        if (shim === undefined) {
          return reached
            ? skipped(target, "it reaches it by a way around (a second NIC, or a router that turns frames back)")
            : pass(target, "kept apart, as the kernel does");
        }
        if (reached) return pass(target, `the shim ${shim.name} works`);
        return warn(
          target,
          `${node} has a macvlan interface ${shim.name} on ${parent}, and does not reach its container through it`,
          {
            evidence: [`ping ${formatAddress(it.to)} from ${node}: ${it.result.value.kind}`],
            fix: {
              text: "give the shim a route to the node's slice",
              commands: [`ssh ${node} ip route add SLICE dev ${shim.name}`],
            },
          },
        );
      }),
});
