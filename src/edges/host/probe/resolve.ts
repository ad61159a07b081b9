/** Whether a name resolves inside a container: asked of 127.0.0.11, the resolver that Docker gives every container. */
import { known, unknownBecause } from "../../../model/known.ts";
import type { Reach } from "../../../model/wire-facts.ts";
import type { ProbeQuestion } from "../../../operations/ports/probe.ts";
import { type Asking, complaintOf, inside } from "./question.ts";
import { quoted } from "./script.ts";

const RESOLVER = "127.0.0.11";

export function askResolve({ from, name }: Extract<ProbeQuestion, { kind: "resolve" }>): Asking<Reach> {
  return {
    command: inside(from, `timeout 3 nslookup -type=a ${quoted(name)} ${RESOLVER}`),
    answer: (end) => {
      const said = `${end.stdout}\n${end.stderr}`;
      // The server's own line is an address too; those of the answer come behind the name.
      if (/^Name:.*\nAddress[^\n]*:/m.test(said)) return known({ kind: "answered" });
      if (/NXDOMAIN|can't find/i.test(said)) return known({ kind: "refused" });
      if (end.code === 143 || end.code === 124 || /no servers could be reached|timed out/i.test(said))
        return known({ kind: "silent" });
      return unknownBecause(`nslookup: ${complaintOf(end)}`);
    },
  };
}
