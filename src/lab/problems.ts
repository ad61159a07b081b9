/** Whether this machine can hold a lab; asked before anything is made. */
import { readFileSync } from "node:fs";
import { AppError } from "../errors/app-error.ts";
import { rootProblem } from "./root.ts";
import { labEnvironment, run } from "./run.ts";
import { missingTools } from "./tools.ts";

/** What stands in the way of a lab here, worst first; undefined when nothing does. Changes nothing. */
export async function labProblems(): Promise<AppError | undefined> {
  if (process.platform !== "linux") return new AppError("LAB_NOT_LINUX", { platform: process.platform });
  const notRoot = rootProblem();
  if (notRoot !== undefined) return notRoot;
  const missing = missingTools();
  if (missing.length > 0) return new AppError("LAB_TOOLS_MISSING", { missing });
  return await kernelProblem();
}

/** Throws what stands in the way. */
export async function checkMachine(): Promise<void> {
  const problem = await labProblems();
  if (problem !== undefined) throw problem;
}

/** Tried for real, in a network namespace that is gone with its process. */
const TRIALS: readonly { readonly what: string; readonly lines: readonly string[] }[] = [
  { what: "network namespaces", lines: ["link set lo up"] },
  { what: "bridge", lines: ["link add probe0 type bridge"] },
  { what: "veth", lines: ["link add probe1 type veth peer name probe2"] },
  {
    what: "macvlan",
    lines: ["link add probe3 type veth peer name probe4", "link add probe5 link probe3 type macvlan mode bridge"],
  },
];

async function kernelProblem(): Promise<AppError | undefined> {
  const [noOverlay, all] = await Promise.all([overlay(), tried(TRIALS.flatMap((it) => it.lines))]);
  if (all === undefined && noOverlay === undefined) return undefined;
  const failed = (
    await Promise.all(
      TRIALS.map(async ({ what, lines }) => {
        const text = await tried(lines);
        return text === undefined ? undefined : { what, text };
      }),
    )
  ).filter((it) => it !== undefined);
  const [first = noOverlay] = failed;
  if (first === undefined) return undefined; // it went well the second time
  // Without namespaces no trial can run, and only the namespaces are what is wrong.
  const missing =
    first.what === "network namespaces" ? [first] : [...failed, ...(noOverlay === undefined ? [] : [noOverlay])];
  return new AppError("LAB_KERNEL", { missing: missing.map((it) => it.what), text: first.text });
}

/** What `ip` says against these lines; undefined when it takes them. */
async function tried(lines: readonly string[]): Promise<string | undefined> {
  const argv = ["unshare", "--net", "--mount", "ip", "-batch", "-"];
  const result = await run(argv, labEnvironment("-"), { input: `${lines.join("\n")}\n` });
  return result.code === 0 ? undefined : result.stderr.trim();
}

async function overlay(): Promise<{ what: string; text: string } | undefined> {
  const known = () => readFileSync("/proc/filesystems", "utf8").includes("\toverlay\n");
  if (known()) return undefined;
  const result = await run(["modprobe", "overlay"], labEnvironment("-"));
  return known() ? undefined : { what: "overlay", text: result.stderr.trim() || "no overlay in /proc/filesystems" };
}
