/** The lab: a whole swarm on one machine, with real Docker Engines in network namespaces on a LAN of its own. */
export { labDown } from "./down.ts";
export { enginesText } from "./engines.ts";
export { type Fault, FAULTS, labMend } from "./faults.ts";
export { type Lab, openLab } from "./handle.ts";
export { labLoad, loadProbeImage, type LoadOptions } from "./images.ts";
export { probeImage } from "./probe-image.ts";
export { CLIENT, type LabLayout, type LabNode, REGISTRY, ROUTER, SUBNET, WEB_IMAGE } from "./layout.ts";
export { labList, type LabNodeState, type LabState } from "./list.ts";
export { labDocker, labDockerAttached, labExec, labIn, labPlaceHere, type LabRef } from "./places.ts";
export {
  labAddNode,
  labCrashDaemon,
  labEnter,
  labLink,
  labPowerLoss,
  labPowerOn,
  labRemoveNode,
  labStartDaemon,
  labStopDaemon,
} from "./power.ts";
export { labProblems } from "./problems.ts";
export { LAB_LAN } from "./spec-text.ts";
export type { StepTime } from "./record.ts";
export type { RunResult } from "./run.ts";
export { labJoin } from "./swarm.ts";
export { type LabOptions, labUp } from "./up.ts";
