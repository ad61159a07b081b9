/** What can be wrong with a spec, from its syntax to its addresses. */
import { entry } from "../entry.ts";

export const specErrors = {
  SPEC_NOT_FOUND: entry<{ file: string }>({
    blame: "spec",
    message: (d) => `there is no spec at ${d.file}`,
    hint: () => "write one with: swarmlan init, or name yours with --file",
  }),
  SPEC_INVALID: entry<{ file: string; problems: number }>({
    blame: "spec",
    message: (d) => `${d.file} has ${d.problems} problem${d.problems === 1 ? "" : "s"}; nothing was changed`,
    hint: () => "mend the places shown above and run the command again",
  }),
};
