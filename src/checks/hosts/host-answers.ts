/** A host answers on every address that it owns, when another host asks. */
import { formatAddress } from "../../model/address.ts";
import type { HostProbe } from "../../model/wire-facts.ts";
import { defineCheck, fail, pass, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

export const hostAnswers = defineCheck({
  code: "HOST008",
  group: "hosts",
  title: "every host answers other hosts on all its addresses",
  pre: true,
  after: ["ENG001", "ENG017", "HOST002", "HOST007", "WIRE002"],
  judge: (facts) =>
    facts.wire.fromHost
      .filter((it) => it.aim === "host")
      .map((it) => {
        const node = hostnameOf(facts, it.toNode);
        const from = hostnameOf(facts, it.node);
        const address = formatAddress(it.to);
        const target = { lan: it.lan, node, address };
        const alsoAbout = [{ lan: it.lan, node: from }];
        if (it.result.kind !== "known")
          return unknown(target, `${from} could not ask: ${it.result.why}`, { alsoAbout });
        if (it.result.value.kind === "answered") return pass(target, `${address} answers ${from}`);
        const silent = causes(facts.wire.fromHost, it);
        return fail(target, `${address} of ${node} does not answer ${from}`, {
          alsoAbout,
          evidence: [
            `ping from ${from}: ${it.result.value.kind}`,
            ...(silent ? [`${from} reaches nobody else either`] : []),
          ],
          fix: {
            text: "see which NIC has it, that it is up, and that no firewall of that host drops echo requests",
            commands: [
              `ssh ${node} ip address`,
              `ssh ${from} ip route get ${address}`,
              `ssh ${from} ping -c1 ${address}`,
            ],
          },
        });
      }),
});

/** Whether the asker itself reaches nothing: then it is the one to look at. */
function causes(all: readonly HostProbe[], it: HostProbe): boolean {
  const own = all.filter((one) => one.node === it.node && one.aim === "host");
  return own.length > 1 && own.every((one) => one.result.kind === "known" && one.result.value.kind !== "answered");
}
