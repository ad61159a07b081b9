/** What can be wrong with docker's contexts and settings on this machine. */
import { entry } from "../entry.ts";

export const contextErrors = {
  CONTEXT_MISSING: entry<{ name: string; there: readonly string[] }>({
    blame: "usage",
    message: (d) => `there is no docker context called ${d.name}`,
    hint: (d) =>
      d.there.length === 0
        ? "make it with docker context create, or name the manager in the spec; there are no contexts here"
        : `name one that is there: ${d.there.join(", ")}`,
  }),
  CONTEXT_UNREADABLE: entry<{ file: string; reason: string }>({
    blame: "usage",
    message: (d) => `docker's ${d.file} cannot be used: ${d.reason}`,
    hint: () => "mend or remove it (docker context ls), or name the manager in the spec or in DOCKER_HOST",
  }),
};
