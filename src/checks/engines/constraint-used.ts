/** While some node is not ready, services on the LAN keep off it by the placement constraint: else swarm tries that node again and again (moby#33437). */
import { isConstrained, lanScene } from "../../core/plan/lan-scene.ts";
import { readyLabel } from "../../core/plan/names.ts";
import { defineCheck, pass, warn } from "../define-check.ts";
import { lanStates } from "./lan-state.ts";

export const constraintUsed = defineCheck({
  code: "ENG014",
  group: "engines",
  title: "services keep off nodes that are not ready",
  judge: (facts) =>
    facts.spec.lans.flatMap((lan) => {
      const unready = lanStates(facts).filter(
        (it) =>
          it.lan === lan &&
          it.node.labels[readyLabel(lan.name)] !== "ready" &&
          it.node.availability === "active" &&
          it.node.state === "ready",
      );
      const ledger = facts.ledgers.get(lan.name) ?? { lan: lan.name, swarmNetworks: [], entries: [] };
      return lanScene(lan.name, facts.snapshot, ledger).services.map((service) => {
        const target = { lan: lan.name, service: service.name };
        if (unready.length === 0) return pass(target, "every node is ready");
        if (isConstrained(service, lan.name)) return pass(target, "it has the constraint");
        const nodes = unready.map((it) => it.node.hostname).join(", ");
        const constraint = `node.labels.${readyLabel(lan.name)}==ready`;
        return warn(target, `${service.name} may land on ${nodes}, which cannot give it an address on ${lan.name}`, {
          fix: {
            text: "give the service the placement constraint",
            commands: [`docker service update --constraint-add ${constraint} ${service.name}`],
          },
        });
      });
    }),
});
