/** A service of no tasks holds the swarm network: `docker network prune` on a manager would remove an idle one for the whole swarm (docker/cli#2851). */
import { HOLDER_LABEL } from "../../core/plan/names.ts";
import { defineCheck, pass, warn } from "../define-check.ts";

export const networkHeld = defineCheck({
  code: "ENG015",
  group: "engines",
  title: "the swarm network is protected from prune",
  after: ["ENG008"],
  judge: ({ spec, snapshot }) =>
    spec.lans.map((lan) => {
      const target = { lan: lan.name };
      const holder = snapshot.swarm.services.find((it) => it.labels[HOLDER_LABEL] === lan.name);
      if (holder !== undefined) return pass(target, `the service ${holder.name} holds it`);
      return warn(target, `nothing holds ${lan.name}: a prune on a manager removes it when no task is on it`, {
        fix: { text: "make the holder service again", commands: ["swarmlan apply"], ours: "apply" },
      });
    }),
});
