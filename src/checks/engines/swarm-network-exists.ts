/** The swarm network is there, for services to attach to. `docker network prune` on a manager removes an idle one for the whole swarm. */
import { defineCheck, fail, pass } from "../define-check.ts";

export const swarmNetworkExists = defineCheck({
  code: "ENG008",
  group: "engines",
  title: "the swarm network is there",
  judge: ({ spec, snapshot }) =>
    spec.lans.map((lan) => {
      const target = { lan: lan.name, network: lan.name };
      const found = snapshot.swarm.networks.find((it) => it.name === lan.name && it.scope === "swarm");
      if (found !== undefined) return pass(target, `it has the id ${found.id.slice(0, 12)}`);
      return fail(target, `the swarm has no network ${lan.name}`, {
        fix: { text: "make it (again)", commands: ["swarmlan plan", "swarmlan apply"], ours: "apply" },
      });
    }),
});
