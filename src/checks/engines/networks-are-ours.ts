/** The networks of a LAN's names are swarmlan's own, or were adopted: others it does not touch. */
import { defineCheck, fail, pass } from "../define-check.ts";

export const networksAreOurs = defineCheck({
  code: "ENG006",
  group: "engines",
  title: "the networks of the LAN's names are swarmlan's",
  pre: true,
  judge: ({ spec, plan }) => {
    const found = plan.lans.flatMap((it) => it.findings.filter((one) => one.code === "NETWORK_NOT_OURS"));
    if (found.length === 0) return spec.lans.map((lan) => pass({ lan: lan.name }, "they are"));
    return found.map(({ target, message }) =>
      fail(target, message, {
        fix: {
          text: "adopt what is there, or name other networks in the spec",
          commands: [
            `swarmlan import ${target.lan ?? ""}`.trim(),
            `docker network inspect ${target.network ?? ""}`.trim(),
          ],
        },
      }),
    );
  },
});
