/** What can be wrong with the swarm as a whole. */
import { entry } from "../entry.ts";

export const swarmErrors = {
  OTHER_SWARM: entry<{ expected: string; found: string; endpoint: string }>({
    blame: "refused",
    message: (d) => `${d.endpoint} is in the swarm ${d.found}, but the spec is for ${d.expected}`,
    hint: () => "use the spec that belongs to this swarm, or change swarm.id when the swarm was made anew",
  }),
  WRONG_NODE: entry<{ endpoint: string; expected: string; found: string }>({
    blame: "unavailable",
    message: (d) => `${d.endpoint} was meant to be ${d.expected}, but it is ${d.found}`,
    hint: () => "mend swarm.nodes in the spec",
  }),
};
