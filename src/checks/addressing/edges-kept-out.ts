/** With `edges: reserve`, the .0 and .255 of every /24 are kept out: Docker hands them out, and some network gear drops them. */
import { formatAddress } from "../../model/address.ts";
import { defineCheck, pass, skipped, warn } from "../define-check.ts";
import { handsOut, nodeNetworks, type NodeNetworkFacts } from "../node-networks.ts";

export const edgesKeptOut = defineCheck({
  code: "ADDR007",
  group: "addressing",
  title: "no .0 or .255 is handed out, unless the spec allows it",
  judge: (facts) =>
    nodeNetworks(facts).map((it) => {
      const target = { lan: it.lan.name, node: it.node.hostname };
      if (it.lan.edges === "allow") return skipped(target, `the spec allows them ("edges: allow")`);
      const open = edges(it).find((value) => handsOut(it, { family: 4, value }) && !isSubnetEnd(it, value));
      if (open === undefined) return pass(target, "all of them are kept out");
      const address = formatAddress({ family: 4, value: open });
      return warn(target, `${it.node.hostname} can give a container ${address}`, {
        fix: {
          text: "let swarmlan keep them out, or allow them",
          commands: ["swarmlan apply", `# or in swarmlan.yaml: lans.${it.lan.name}.edges: allow`],
          ours: "apply",
        },
      });
    }),
});

/** The first ones of a large slice speak for all. */
function edges({ slice }: NodeNetworkFacts): readonly bigint[] {
  if (slice === undefined) return [];
  const last = slice.base + (1n << BigInt(32 - slice.length)) - 1n;
  const blocks = Array.from({ length: 16 }, (_, at) => ((slice.base >> 8n) + BigInt(at)) << 8n);
  return blocks.flatMap((it) => [it, it + 255n]).filter((it) => it >= slice.base && it <= last);
}

/** Docker keeps the network and broadcast address of the subnet out by itself. */
function isSubnetEnd({ subnet }: NodeNetworkFacts, value: bigint): boolean {
  if (subnet === undefined) return false;
  return value === subnet.base || value === subnet.base + (1n << BigInt(32 - subnet.length)) - 1n;
}
