/** What listens in a container is what its image declares: on macvlan every listening port is on the LAN, past the host's firewall. */
import { defineCheck, pass, skipped, unknown, warn } from "../define-check.ts";
import { listenersOf, portsOf, targetOf, whereText } from "./listeners.ts";

export const onlyDeclared = defineCheck({
  code: "EXPO001",
  group: "exposure",
  title: "containers show the LAN only the ports that their image declares",
  after: ["ENG001", "ENG017"],
  judge: (facts) =>
    listenersOf(facts).map((it) => {
      const target = targetOf(facts, it);
      if (it.result.kind === "skipped") return skipped(target, `${it.container}: ${it.result.why}`);
      if (it.result.kind !== "known")
        return unknown(target, `${it.container} could not be looked into: ${it.result.why}`);
      const ports = portsOf(it);
      if (it.declared.kind !== "known")
        return unknown(target, `what ${it.image} declares is not known: ${it.declared.why}`);
      if (ports.length === 0) return skipped(target, `nothing listens in ${it.container}`);
      const declared = it.declared.value;
      const more = ports.filter((port) => !declared.includes(port));
      if (more.length === 0) return pass(target, `${it.container} shows ${ports.join(", ")}, as declared`);
      return warn(target, `${it.container} shows the LAN ${more.join(", ")}, which ${it.image} does not declare`, {
        evidence: [
          ...whereText(it, ports),
          `declares ${declared.join(", ") || "nothing"}`,
          "the host's firewall and the DOCKER-USER chain do not see it",
        ],
        fix: {
          text: "let the program listen on 127.0.0.1 only, or keep it out at the router or in the container; or accept it",
          commands: [`swarmlan doctor --suppress EXPO001=${target.address}`],
        },
      });
    }),
});
