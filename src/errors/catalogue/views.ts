/** Findings of looking at a swarm: `ps`, `status`, `find` and `test`. */
import { entry } from "../entry.ts";

export const viewErrors = {
  IP_IGNORED: entry<{ container: string; asked: string; got: string }>({
    blame: "failed",
    message: (d) => `${d.container} was started with --ip ${d.asked}, but has ${d.got}`,
    hint: () => "Engines ignore --ip on swarm-scoped macvlan networks: the address comes from the node's slice",
  }),
  DUPLICATE_ADDRESS: entry<{ address: string; holders: readonly string[] }>({
    blame: "failed",
    message: (d) => `${d.address} is used more than once: ${d.holders.join(" and ")}`,
    hint: () => "stop one of them; then run plan to see which node's slice is wrong",
  }),
  TEST_NO_NODES: entry<{ lan: string }>({
    blame: "failed",
    message: (d) => `no node is ready for ${d.lan}, so there is nothing to test`,
    hint: () => "run apply first, then status shows which nodes are ready",
  }),
  TEST_NO_NETWORK: entry<{ lan: string }>({
    blame: "failed",
    message: (d) => `${d.lan} has no swarm network`,
    hint: () => "run apply first: it makes the swarm network",
  }),
  TEST_LEFT_BEHIND: entry<{ service: string; reason: string }>({
    blame: "failed",
    message: (d) => `the test service ${d.service} could not be removed: ${d.reason}`,
    hint: (d) => `run the test again, it removes leftovers first; or: docker service rm ${d.service}`,
  }),
};
