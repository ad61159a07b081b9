/** What the macvlan driver says of a parent interface (moby `drivers/macvlan`): missing, a loopback, or taken. */
import { Refusal } from "../refusal.ts";
import { atLeast } from "../versions.ts";
import type { SimNode } from "../world.ts";

const SUB_INTERFACE = /^([^.]+)\.(\d+)$/;

/** Refuses a parent that the host has not; `eth1.16` is made from `eth1`, `eth1.4095` cannot be. */
export function checkParent(node: SimNode, parent: string, network: string): void {
  if (parent === "lo") throw new Refusal(500, "loopback interface is not a valid macvlan parent link");
  if (!node.parents.has(parent)) {
    const [, base, vlan] = SUB_INTERFACE.exec(parent) ?? [];
    if (base === undefined) {
      throw new Refusal(500, `invalid subinterface vlan name ${parent}, example formatting is eth0.10`);
    }
    if (!node.parents.has(base)) {
      const was = atLeast(node.engineVersion, "23.0") ? "was" : "does was";
      throw new Refusal(500, `-o parent interface ${was} not found on the host: ${base}`);
    }
    if (Number(vlan) < 1 || Number(vlan) > 4094) {
      throw new Refusal(500, `vlan id must be between 1-4094, received: ${Number(vlan)}`);
    }
  }
  refuseTaken(node, parent, network);
}

/** Up to 26.1 one macvlan network a parent; what a power loss left behind counts as one (moby#35876). */
function refuseTaken(node: SimNode, parent: string, network: string): void {
  if (atLeast(node.engineVersion, "27.0")) return;
  const live = [...node.networks.values()]
    .filter((it) => it.wire.Driver === "macvlan" && it.wire.Options?.["parent"] === parent)
    .map((it) => it.wire.Id);
  const left = [...node.driverRecords].filter(([, record]) => record.parent === parent).map(([id]) => id);
  const other = [...live, ...left].find((id) => id !== network);
  if (other === undefined) return;
  throw new Refusal(500, `network dm-${other.slice(0, 12)} is already using parent interface ${parent}`);
}
