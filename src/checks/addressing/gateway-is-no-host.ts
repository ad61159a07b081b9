/** The gateway is nobody's kept-out address: Docker then rejects every task (`failed to allocate secondary ip address`), and no container reaches its own host. */
import { type Address, formatAddress, parseAddress, sameAddress } from "../../model/address.ts";
import type { Facts } from "../../model/facts.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { nodeNetworks } from "../node-networks.ts";

export const gatewayIsNoHost = defineCheck({
  code: "ADDR006",
  group: "addressing",
  title: "the gateway is the router's address, and no host's",
  pre: true,
  judge: (facts) => [...bySpec(facts), ...byNetwork(facts)],
});

function bySpec(facts: Facts) {
  return facts.spec.lans.map((lan) => {
    const { gateway } = lan.ipv4;
    const owner = facts.snapshot.swarm.nodes.find(
      (node) => lan.nodes[node.hostname]?.router !== true && ownsAddress(facts, node, gateway),
    );
    const slip = [...facts.specFindings, ...facts.plan.lans.flatMap((it) => it.findings)].find(
      (it) => it.code === "GATEWAY_IS_HOST" && it.target.lan === lan.name,
    );
    const target = { lan: lan.name, address: formatAddress(gateway) };
    if (owner === undefined && slip === undefined) return pass(target, `${formatAddress(gateway)} is no host's`);
    const message = slip?.message ?? `gateway ${formatAddress(gateway)} is an address of ${owner?.hostname}`;
    return fail(target, message, {
      evidence: owner === undefined ? [] : [`${owner.hostname} has ${formatAddress(gateway)}`],
      spans: slip?.spans ?? [],
      fix: {
        text: "give the router's own address as gateway; if that node is the router, say so",
        commands: [`# swarmlan.yaml: lans.${lan.name}.gateway: ROUTER`, "swarmlan apply"],
      },
    });
  });
}

function ownsAddress(facts: Facts, node: { readonly id: string; readonly address: string }, address: Address): boolean {
  const host = [...facts.hosts].find(([id]) => id === node.id)?.[1];
  const known = parseAddress(node.address);
  if (known !== undefined && sameAddress(known, address)) return true;
  return (
    host?.kind === "known" &&
    host.value.nics.some((nic) => nic.addresses.some((it) => sameAddress(it.address, address)))
  );
}

function byNetwork(facts: Facts) {
  return nodeNetworks(facts).map(({ lan, node, network, gateway, aux }) => {
    const target = { lan: lan.name, node: node.hostname, network: network.name };
    if (gateway === undefined || !aux.some((it) => sameAddress(it, gateway)))
      return pass(target, "its gateway is not among its kept-out addresses");
    const address = formatAddress(gateway);
    return fail(
      target,
      `${network.name} of ${node.hostname} has ${address} both as gateway and kept out: Docker rejects every task there`,
      {
        evidence: [
          "failed to allocate secondary ip address (…): Address already in use",
          `gateway ${address}, aux-address ${address}`,
        ],
        fix: {
          text: "let swarmlan replace it with the gateway of the spec",
          commands: ["swarmlan plan", "swarmlan apply"],
          ours: "apply",
        },
      },
    );
  });
}
