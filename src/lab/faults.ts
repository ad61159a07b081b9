/** Faults that a person can give a node, by one word each, and the way back from all of them. */
import { nodeProcesses } from "./node-state.ts";
import { labNode, type LabRef } from "./places.ts";
import { labCrashDaemon, labLink, labPowerLoss, labPowerOn, labStartDaemon, labStopDaemon } from "./power.ts";

export const FAULTS = {
  stop: labStopDaemon,
  crash: labCrashDaemon,
  power: labPowerLoss,
  cable: (lab: LabRef, node: string) => labLink(lab, node, "eth1", "down"),
} as const;

export type Fault = keyof typeof FAULTS;

/** Gives a node back its power, its cable and its Engine, whichever it lacks. */
export async function labMend(lab: LabRef, node: string): Promise<void> {
  labNode(lab, node);
  const off = nodeProcesses(lab.name, node).init === undefined;
  await (off ? labPowerOn(lab, node) : labStartDaemon(lab, node));
  await labLink(lab, node, "eth1", "up");
}
