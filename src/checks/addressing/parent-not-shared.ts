/** Engines up to 26.1 take one macvlan network per parent (moby#47317): a second LAN's tasks are rejected there. */
import { defineCheck, fail, pass } from "../define-check.ts";

export const parentNotShared = defineCheck({
  code: "ADDR011",
  group: "addressing",
  title: "no two LANs share a parent on an Engine that refuses it",
  pre: true,
  judge: ({ plan, spec }) => {
    const found = plan.findings.filter((it) => it.code === "PARENT_SHARED");
    if (found.length === 0) return spec.lans.length < 2 ? [] : [pass({}, "none does")];
    return found.map(({ target, message, hint, spans }) =>
      fail(target, message, { spans, fix: { text: hint, commands: [] } }),
    );
  },
});
