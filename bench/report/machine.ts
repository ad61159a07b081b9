/** On what was measured: without this the numbers are worth nothing. */
import { spawnSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";

export interface Machine {
  readonly facts: readonly (readonly [what: string, is: string])[];
}

/** `loads`: the machine's load when the run began. */
export function machineOf(began: { readonly date: Date; readonly load: number }): Machine {
  const models = [...new Set(cpus().map((it) => it.model.trim()))];
  return {
    facts: [
      ["when", began.date.toISOString().slice(0, 16).replace("T", " ")],
      ["machine", `${cpus().length} × ${models.join(", ") || "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB`],
      ["system", `${type()} ${release()}`],
      ["Node", process.versions.node],
      ["Engine", versionOf("dockerd", ["--version"])],
      ["docker", versionOf("docker", ["--version"])],
      ["ssh", versionOf("ssh", ["-V"])],
      ["load", `${began.load.toFixed(1)} at the beginning, ${load().toFixed(1)} at the end`],
    ],
  };
}

/** Processes that wanted a CPU, over the last minute. */
export function load(): number {
  return loadavg()[0] ?? 0;
}

function versionOf(program: string, argv: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, argv, { encoding: "utf8" });
  if (status !== 0) return "not here";
  return /\d+(?:\.\d+)*\S*/.exec(`${stdout}${stderr}`)?.[0]?.replace(/,$/, "") ?? "unknown";
}
