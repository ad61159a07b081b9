/** Findings of looking at a swarm: `ps`, `status`, `find` and `test`. */
import { entry } from "../entry.ts";

export const viewErrors = {
  SLICE_SQUATTED: entry<{ lan: string; node: string; slice: string; address: string; mac: string }>({
    blame: "refused",
    message: (d) =>
      `${d.mac} answers for ${d.address}, in ${d.slice}, which ${d.node} was to hand out on ${d.lan}: nothing was changed`,
    hint: (d) =>
      `give that device another address, or reserve it: lans.${d.lan}.reserve: [${d.address}]; then apply again`,
  }),
  SLICE_UNSWEPT: entry<{ lan: string; node: string; slice: string; reason: string }>({
    blame: "refused",
    message: (d) =>
      `whether somebody has an address in ${d.slice} (for ${d.node} on ${d.lan}) could not be seen: ${d.reason}`,
    hint: () => "mend that, or apply without --sweep: then nobody looks",
  }),
  NOTHING_TO_FIX: entry<{ code: string; why?: string }>({
    blame: "failed",
    message: (d) => `${d.code} finds nothing to mend now${d.why === undefined ? "" : `: ${d.why}`}`,
    hint: () => "see what doctor says as a whole: swarmlan doctor",
  }),
  FIX_NOT_OURS: entry<{ code: string; target: string; text: string; commands: readonly string[] }>({
    blame: "refused",
    message: (d) => `${d.code} (${d.target}) is not swarmlan's to mend`,
    hint: (d) => [d.text, ...d.commands].join("; "),
  }),
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
  TEST_FAILED: entry<{ lan: string; nodes: readonly string[]; ways: number }>({
    blame: "failed",
    message: (d) => {
      const containers = d.nodes.length === 0 ? [] : [`the container on ${d.nodes.join(", ")} did not come up`];
      const ways = d.ways === 0 ? [] : [`${d.ways} ${d.ways === 1 ? "way does" : "ways do"} not work`];
      return `${d.lan}: ${[...containers, ...ways].join(", and ")}`;
    },
    hint: () => "the test says which and why; see where it ends: swarmlan doctor",
  }),
  TEST_INCOMPLETE: entry<{ lan: string; nodes: readonly string[]; ways: number; of: number }>({
    blame: "incomplete",
    message: (d) => {
      const nodes = d.nodes.length === 0 ? "" : `, for want of a container on ${d.nodes.join(", ")}`;
      return `${d.lan}: ${d.ways} of ${d.of} ways could not be tried${nodes}`;
    },
    hint: (d) =>
      d.nodes.length === 0
        ? "the test says why"
        : `bring these nodes back (swarmlan status), or say lans.${d.lan}.nodes: { ${d.nodes[0]}: { skip: true } }; then test again`,
  }),
  TEST_LEFT_BEHIND: entry<{ service: string; reason: string }>({
    blame: "failed",
    message: (d) => `the test service ${d.service} could not be removed: ${d.reason}`,
    hint: (d) => `run the test again, it removes leftovers first; or: docker service rm ${d.service}`,
  }),
};
