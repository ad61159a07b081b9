/** What can be said about the search for a manager that answers. */
import { entry } from "../entry.ts";

/** Each says itself which endpoint it is about. */
interface Tried {
  readonly reasons: readonly string[];
}

export const managerErrors = {
  NO_MANAGER: entry<Tried & { hint: string }>({
    blame: "unavailable",
    message: (d) => `no manager of the swarm answers:${[...d.reasons].map((it) => `\n  - ${it}`).join("")}`,
    hint: (d) => d.hint,
  }),
  OTHER_MANAGER: entry<Tried & { used: string }>({
    blame: "unavailable",
    message: (d) => `${d.used} is asked as manager, since ${[...d.reasons].join("; ")}`,
    hint: () =>
      "name a manager that answers as swarm.manager in the spec (or in DOCKER_HOST), or bring the first one back",
  }),
};
