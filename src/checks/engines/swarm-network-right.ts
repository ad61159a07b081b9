/** The swarm network is a macvlan one that borrows the LAN's node networks: without `-d macvlan` Docker makes a bridge with the router's address on every node (moby#38731). */
import { defineCheck, fail, pass } from "../define-check.ts";

export const swarmNetworkRight = defineCheck({
  code: "ENG009",
  group: "engines",
  title: "the swarm network is macvlan and borrows the LAN's node networks",
  judge: ({ spec, snapshot }) =>
    spec.lans.flatMap((lan) => {
      const target = { lan: lan.name, network: lan.name };
      const found = snapshot.swarm.networks.find((it) => it.name === lan.name && it.scope === "swarm");
      if (found === undefined) return [];
      const wrong = [
        ...(found.driver === "macvlan" ? [] : [`its driver is ${found.driver}, not macvlan`]),
        ...(found.configFrom === lan.nodeNetwork
          ? []
          : [`it borrows ${found.configFrom || "nothing"}, not ${lan.nodeNetwork}`]),
        ...(found.attachable === lan.attachable ? [] : [`attachable is ${found.attachable}, not ${lan.attachable}`]),
        ...(found.internal === lan.internal ? [] : [`internal is ${found.internal}, not ${lan.internal}`]),
      ];
      if (wrong.length === 0) return [pass(target, `it borrows ${found.configFrom}`)];
      return [
        fail(target, `${lan.name} is not as the spec says: ${wrong[0]}`, {
          evidence: wrong,
          fix: {
            text: "it can only be made anew; the plan names everything that this cuts off",
            commands: ["swarmlan plan", "swarmlan apply"],
            ours: "apply",
          },
        }),
      ];
    }),
});
