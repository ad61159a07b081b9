/** The hosts' clocks agree with this machine's: swarm's certificates and leases, and everybody's logs, live by them. */
import { defineCheck, pass, skipped, warn } from "../define-check.ts";
import { withHost } from "../facts-of.ts";

/** The host's clock is read in whole seconds, some time before ours. */
const SECONDS = 30;

export const clocksAgree = defineCheck({
  code: "HOST012",
  group: "hosts",
  title: "the hosts' clocks agree",
  pre: true,
  judge: (facts) =>
    facts.snapshot.swarm.nodes.map((node) =>
      withHost(facts, { node }, ({ clock }) => {
        const target = { node: node.hostname };
        if (clock === undefined) return skipped(target, "the host told no time");
        const apart = Math.round(clock.theirs - clock.ours);
        if (Math.abs(apart) <= SECONDS) return pass(target, "within half a minute of this machine's");
        return warn(
          target,
          `the clock of ${node.hostname} is ${Math.abs(apart)} s ${apart < 0 ? "behind" : "ahead of"} this machine's`,
          {
            fix: {
              text: "let both be set from the network",
              commands: [`ssh ${node.hostname} timedatectl set-ntp true`],
            },
          },
        );
      }),
    ),
});
