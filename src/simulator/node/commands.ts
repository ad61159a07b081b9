/**
 * The commands that a simulated container knows: fetching a page (`wget … http://…`, also under `timeout` or in `sh -c`),
 * `echo`, `true`, `false`, `sh -c "exit N"`, and the script of swarmlan's probe. Any other is not found, as in a container that has no such program.
 */
import { fetchFrom } from "../lan.ts";
import type { SimNode, World } from "../world.ts";
import { probeOutput } from "./probe-commands.ts";

export interface CommandEnd {
  readonly exitCode: number;
  readonly output: string;
}

export function runCommand(
  { world, node }: { readonly world: World; readonly node: SimNode },
  container: string,
  argv: readonly string[],
): CommandEnd {
  const line = argv.join(" ");
  const url = /\b(?:wget|curl)\b.*?(http:\/\/[^\s'"]+)/.exec(line)?.[1];
  if (url !== undefined) {
    const fetched = fetchFrom(world, { kind: "container", id: container }, url);
    if (fetched.kind === "page") return { exitCode: 0, output: fetched.body };
    return { exitCode: 1, output: `wget: ${fetched.reason}\n` };
  }
  const exit = /^(?:\S*\/)?sh -c exit (\d+)$/.exec(line)?.[1];
  if (exit !== undefined) return { exitCode: Number(exit), output: "" };
  const probed = argv[0] === "sh" && argv[1] === "-c" ? probeOutput(world, node, argv[2] ?? "") : undefined;
  if (probed !== undefined) return { exitCode: 0, output: probed };
  switch (argv[0]) {
    case "true":
      return { exitCode: 0, output: "" };
    case "false":
      return { exitCode: 1, output: "" };
    case "echo":
      return { exitCode: 0, output: `${argv.slice(1).join(" ")}\n` };
    default: {
      const why = `exec: "${argv[0] ?? ""}": executable file not found in $PATH: unknown`;
      return {
        exitCode: 127,
        output: `OCI runtime exec failed: exec failed: unable to start container process: ${why}\n`,
      };
    }
  }
}
