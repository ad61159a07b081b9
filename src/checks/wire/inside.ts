/** What containers reach, judged alike for the gateway, other containers and names. */
import type { Judged } from "../../model/diagnosis.ts";
import type { Facts } from "../../model/facts.ts";
import type { InsideProbe, Reach } from "../../model/wire-facts.ts";
import { fail, pass, type Said, skipped, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

export function judgeInside(
  facts: Facts,
  aim: InsideProbe["aim"],
  bad: (it: InsideProbe, node: string) => Required<Pick<Said, "fix">> & { readonly message: string },
): readonly Judged[] {
  return facts.wire.inside
    .filter((it) => it.aim === aim)
    .map((it) => {
      const node = hostnameOf(facts, it.node);
      const target = { lan: it.lan, node, address: it.to };
      if (it.result.kind === "skipped") return skipped(target, `${it.container} on ${node}: ${it.result.why}`);
      if (it.result.kind !== "known")
        return unknown(target, `${it.container} on ${node} could not ask: ${it.result.why}`);
      const reach: Reach = it.result.value;
      if (reach.kind === "answered") return pass(target, `${it.container} reaches ${it.to}`);
      const { message, fix } = bad(it, node);
      const evidence = [`from inside ${it.container} on ${node}: ${reachText(reach)}`];
      const alsoAbout = it.toNode === undefined ? [] : [{ lan: it.lan, node: hostnameOf(facts, it.toNode) }];
      return fail(target, message, { evidence, fix, alsoAbout });
    });
}

export function reachText(reach: Reach): string {
  if (reach.kind === "unreachable") return `unreachable (${reach.text})`;
  return reach.kind === "silent" ? "no answer" : reach.kind;
}
