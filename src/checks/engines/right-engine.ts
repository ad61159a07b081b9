/** Behind every endpoint is the Engine that is meant: a spec that points at another host would change the wrong one. */
import { defineCheck, fail, pass } from "../define-check.ts";

export const rightEngine = defineCheck({
  code: "ENG002",
  group: "engines",
  title: "behind every endpoint is the Engine of that node, in this swarm",
  pre: true,
  after: ["ENG001"],
  judge: ({ snapshot }) =>
    snapshot.nodes.flatMap((view) => {
      const target = { node: view.node.hostname };
      if (view.kind === "answered") return [pass(target, `${view.engine.endpoint} is ${view.node.hostname}`)];
      if (view.finding.code !== "WRONG_NODE") return [];
      const { message, hint } = view.finding;
      return [
        fail(target, message, {
          fix: { text: hint, commands: [`# swarmlan.yaml: swarm.nodes.${view.node.hostname}`] },
        }),
      ];
    }),
});
