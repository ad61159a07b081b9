/** No Engine is of a version that cannot use config-only networks in a swarm: 28.0.0 (docker/cli#5857). */
import { defineCheck, fail, pass } from "../define-check.ts";

export const versionWorks = defineCheck({
  code: "ENG003",
  group: "engines",
  title: "no Engine is of a version that breaks networks made from config-only ones",
  pre: true,
  judge: ({ snapshot }) =>
    snapshot.nodes.flatMap((view) => {
      if (view.kind === "failed") return [];
      const target = { node: view.node.hostname };
      const { version } = view.engine;
      if (!/^28\.0\.0(?!\d)/.test(version)) return [pass(target, `${version} works`)];
      return [
        fail(
          target,
          `Engine ${version} refuses swarm networks made from config-only ones, and breaks those that are there`,
          {
            evidence: ["IPv4 cannot be disabled in a Swarm scoped network"],
            fix: {
              text: "upgrade Docker on that node to 28.0.1 or later",
              commands: [`ssh ${view.node.hostname} apt-get install docker-ce`],
            },
          },
        ),
      ];
    }),
});
