/** Whether this machine can hold a lab; asked before anything is made. */
import { readFileSync } from "node:fs";
import { AppError } from "../errors/app-error.ts";
import { labEnvironment, run } from "./run.ts";
import { missingTools } from "./tools.ts";

/** What stands in the way of a lab here, worst first; undefined when nothing does. Changes nothing. */
export async function labProblems(): Promise<AppError | undefined> {
  if (process.platform !== "linux") return new AppError("LAB_NOT_LINUX", { platform: process.platform });
  if (process.getuid?.() !== 0) return new AppError("LAB_NOT_ROOT", { what: "the lab" });
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
  { what: "macvlan", lines: ["link add probe1 type veth peer name probe2", "link add probe3 link probe1 type macvlan mode bridge"] },
];

async function kernelProblem(): Promise<AppError | undefined> {
  const trials = TRIALS.map(async ({ what, lines }) => {
    const argv = ["unshare", "--net", "--mount", "ip", "-batch", "-"];
    const result = await run(argv, labEnvironment("-"), { input: `${lines.join("\n")}\n` });
    return result.code === 0 ? undefined : { what, text: result.stderr.trim() };
  });
  const failed = (await Promise.all([...trials, overlay()])).filter((it) => it !== undefined);
  const [first] = failed;
  // Without namespaces no trial can run, and only the namespaces are what is wrong.
  if (first?.what === "network namespaces")
    return new AppError("LAB_KERNEL", { missing: [first.what], text: first.text });
  if (first === undefined) return undefined;
  return new AppError("LAB_KERNEL", { missing: failed.map((it) => it.what), text: first.text });
}

async function overlay(): Promise<{ what: string; text: string } | undefined> {
  const known = () => readFileSync("/proc/filesystems", "utf8").includes("\toverlay\n");
  if (known()) return undefined;
  const result = await run(["modprobe", "overlay"], labEnvironment("-"));
  return known() ? undefined : { what: "overlay", text: result.stderr.trim() || "no overlay in /proc/filesystems" };
}
