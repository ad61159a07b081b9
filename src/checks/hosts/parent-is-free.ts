/** The parent is no bridge port, no bond's slave and no bridge of Docker's own: macvlan there gets no frames, or the wrong ones. */
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { lanNodes, withHost } from "../facts-of.ts";

const DOCKERS = /^(docker0|docker_gwbridge|br-[0-9a-f]{12})$/;

export const parentIsFree = defineCheck({
  code: "HOST004",
  group: "hosts",
  title: "the parent interface is not a port of a bridge or bond, nor Docker's own bridge",
  pre: true,
  after: ["HOST001"],
  judge: (facts) =>
    lanNodes(facts).map(({ lan, node, parent }) =>
      withHost(facts, { node, lan }, ({ nics }) => {
        const target = { lan: lan.name, node: node.hostname, interface: parent };
        const nic = nics.find((it) => it.name === parent);
        if (nic === undefined) return skipped(target, `there is no ${parent}`);
        const fix = (name: string) => ({
          text: `use ${name} as parent`,
          commands: [`# swarmlan.yaml: lans.${lan.name}.nodes.${node.hostname}.parent: ${name}`, "swarmlan apply"],
        });
        if (nic.master !== undefined) {
          const message = `${parent} of ${node.hostname} is a port of ${nic.master}: its frames go there, and none to containers`;
          return fail(target, message, { evidence: [`master ${nic.master}`], fix: fix(nic.master) });
        }
        if (DOCKERS.test(parent))
          return fail(target, `${parent} is Docker's own bridge, not a way to the LAN`, {
            fix: fix("the NIC of the container VLAN"),
          });
        return pass(target, `${parent} stands by itself`);
      }),
    ),
});
