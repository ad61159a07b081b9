/** Every host has exactly one default route, in all its tables: with two, answers leave by the wrong NIC. */
import type { HostRoute } from "../../model/host-details.ts";
import { defineCheck, fail, pass, warn } from "../define-check.ts";
import { withHost } from "../facts-of.ts";

export const oneDefaultRoute = defineCheck({
  code: "HOST007",
  group: "hosts",
  title: "every host has exactly one default route",
  pre: true,
  after: ["HOST002"],
  judge: (facts) =>
    facts.snapshot.swarm.nodes.map((node) =>
      withHost(facts, { node }, ({ defaultRoutes, routes }) => {
        const target = { node: node.hostname };
        const listed = routes.filter((it) => it.to === "default" && !it.gateway?.includes(":")).map(routeText);
        const main = defaultRoutes
          .filter((it) => it.family === 4)
          .map((it) => `default dev ${it.nic} metric ${it.metric}`);
        const all = listed.length > 0 ? listed : main;
        if (all.length === 1) return pass(target, all[0] as string);
        const fix = {
          text: "keep one, and give other networks routes of their own",
          commands: [
            `ssh ${node.hostname} ip route show table all`,
            `ssh ${node.hostname} ip route del default dev NIC`,
          ],
        };
        if (all.length > 1)
          return fail(target, `${node.hostname} has ${all.length} default routes`, { evidence: all, fix });
        return warn(target, `${node.hostname} has no default route`, {
          fix: {
            text: "give it the router of its network",
            commands: [`ssh ${node.hostname} ip route add default via ROUTER`],
          },
        });
      }),
    ),
});

function routeText({ gateway, nic, table, metric }: HostRoute): string {
  return `default${gateway === undefined ? "" : ` via ${gateway}`} dev ${nic} table ${table} metric ${metric}`;
}
