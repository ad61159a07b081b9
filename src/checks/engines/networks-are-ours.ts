/** The networks of a LAN's names are swarmlan's own, or were adopted: others it does not touch. */
import type { Fix } from "../../model/diagnosis.ts";
import type { Target } from "../../model/finding.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { defineCheck, fail, pass } from "../define-check.ts";

export const networksAreOurs = defineCheck({
  code: "ENG006",
  group: "engines",
  title: "the networks of the LAN's names are swarmlan's",
  pre: true,
  judge: ({ spec, plan, snapshot }) => {
    const found = plan.lans.flatMap((it) => it.findings.filter((one) => one.code === "NETWORK_NOT_OURS"));
    if (found.length === 0) return spec.lans.map((lan) => pass({ lan: lan.name }, "they are"));
    return found.map(({ target, message }) =>
      fail(target, message, {
        fix: fixOf(target, snapshot),
      }),
    );
  },
});

/** Import begins with the swarm network: where that is not there, there is nothing to adopt. */
function fixOf({ lan = "", node, network = "" }: Target, { swarm }: Snapshot): Fix {
  const here = node === undefined ? "" : `ssh ${node} `;
  const inspect = `${here}docker network inspect ${network}`;
  if (swarm.networks.some((it) => it.name === lan && it.driver === "macvlan"))
    return {
      text: "adopt what is there, or name other networks in the spec",
      commands: [`swarmlan import ${lan}`, inspect],
    };
  return {
    text: "look at it; if nobody needs it, remove it, else name other networks in the spec",
    commands: [inspect, `${here}docker network rm ${network}`],
  };
}
