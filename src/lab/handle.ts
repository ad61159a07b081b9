/** A lab in the hand: what tests and commands ask of it. Holds nothing open; the lab lives on without it. */
import { AppError } from "../errors/app-error.ts";
import { labDown } from "./down.ts";
import { labNames } from "./list.ts";
import { type LabNode, labName, REGISTRY, WEB_IMAGE } from "./layout.ts";
import { labPaths, nodePaths } from "./paths.ts";
import { labDocker, labExec, labNode, type LabRef } from "./places.ts";
import { type LabRecord, readRecord, refusal, type StepTime } from "./record.ts";
import type { RunResult } from "./run.ts";

export interface Lab extends LabRef, AsyncDisposable {
  readonly name: string;
  /** As they are now: nodes come and go. The first one is a manager. */
  readonly nodes: readonly LabNode[];
  /** A spec that fits this lab. */
  readonly specFile: string;
  /** The same spec by ssh, which leads to the nodes from inside the lab only (`exec`). */
  readonly sshSpecFile: string;
  /** Where its logs and sockets are. */
  readonly folder: string;
  /** `ADDRESS:PORT`, as it begins the names of images there. */
  readonly registry: string;
  /** The lab's own web page, in its registry. */
  readonly image: string;
  /** How long `lab up` took for each of its steps. */
  readonly steps: readonly StepTime[];
  /** Path of the unix socket of that node's Engine. */
  socket(node: string): string;
  /** Runs a program in the network of a node, of `client`, `lan` or `router`. */
  exec(place: string, argv: readonly string[], input?: string): Promise<RunResult>;
  /** Runs the docker CLI against that node's Engine. */
  docker(node: string, argv: readonly string[], input?: string): Promise<RunResult>;
  /** Takes it down; the same as leaving the scope of `await using`. */
  down(): Promise<void>;
}

/** The lab of that name that is up; throws LAB_UNKNOWN, LAB_HALF_MADE or LAB_BUSY. */
export function openLab(name: string): Lab {
  const record = readRecord(labName(name));
  if (record === undefined && !labNames().includes(name))
    throw new AppError("LAB_UNKNOWN", { name, there: labNames() });
  if (record?.phase !== "ready") throw refusal(name);
  return handleOf(name, record);
}

function handleOf(name: string, record: LabRecord): Lab {
  const down = async (): Promise<void> => {
    await labDown(name);
  };
  const lab: Lab = {
    name,
    get nodes() {
      return readRecord(name)?.layout.nodes ?? [];
    },
    specFile: labPaths(name).spec,
    sshSpecFile: labPaths(name).sshSpec,
    folder: labPaths(name).state,
    registry: REGISTRY,
    image: WEB_IMAGE,
    steps: record.steps,
    socket: (node) => nodePaths(name, labNode(lab, node).name).socket,
    exec: (place, argv, input) => labExec(lab, place, argv, input),
    docker: (node, argv, input) => labDocker(lab, node, argv, input),
    down,
    [Symbol.asyncDispose]: down,
  };
  return lab;
}
