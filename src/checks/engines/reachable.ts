/** Every node's Engine answers: what is not asked cannot be judged. */
import type { HostDetails } from "../../model/host-details.ts";
import type { Known } from "../../model/known.ts";
import { defineCheck, fail, pass } from "../define-check.ts";

export const engineReachable = defineCheck({
  code: "ENG001",
  group: "engines",
  title: "every node's Engine answers",
  pre: true,
  judge: ({ snapshot, hosts }) =>
    snapshot.nodes.map((view) => {
      const target = { node: view.node.hostname };
      if (view.kind === "answered") return pass(target, `Engine ${view.engine.version} answers`);
      if (view.finding.code === "WRONG_NODE")
        return pass(target, "an Engine answers, though not the one that is meant");
      const { code, message, hint } = view.finding;
      return fail(target, message, {
        evidence: [
          `swarm says: ${view.node.state}, ${view.node.availability}`,
          code,
          ...hostText(hosts.get(view.node.id)),
        ],
        fix: { text: hint, commands: [`ssh ${view.node.hostname} systemctl status docker`] },
      });
    }),
});

/** A host that answers while its Engine does not narrows it down. */
function hostText(host: Known<HostDetails> | undefined): readonly string[] {
  if (host?.kind !== "known") return [];
  const { engineService } = host.value;
  return [`its host answers${engineService === undefined ? "" : `; docker.service there: ${engineService}`}`];
}
