/** No node has another network of the swarm network's name: tasks would hang in Starting there, without any error (seen on 28.5). */
import { defineCheck, fail, pass } from "../define-check.ts";

export const namesAreFree = defineCheck({
  code: "ENG007",
  group: "engines",
  title: "no node has another network of the LAN's name",
  pre: true,
  judge: ({ spec, plan }) => {
    const found = plan.lans.flatMap((it) => it.findings.filter((one) => one.code === "NETWORK_NAME_CLASH"));
    if (found.length === 0) return spec.lans.map((lan) => pass({ lan: lan.name }, "none has"));
    return found.map(({ target, message, hint }) =>
      fail(target, message, {
        fix: { text: hint, commands: [`ssh ${target.node ?? "NODE"} docker network rm ${target.network ?? "NAME"}`] },
      }),
    );
  },
});
