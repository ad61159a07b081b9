/**
 * What a lab knows of itself: one file in its state folder. It helps to find and use the lab; `lab down` does without it.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { AppError } from "../errors/app-error.ts";
import type { LabLayout } from "./layout.ts";
import { labPaths, STATE_ROOT } from "./paths.ts";
import { startTimeOf } from "./processes.ts";

export interface LabRecord {
  readonly version: 1;
  readonly phase: "making" | "ready";
  readonly maker: { readonly pid: number; readonly startTime: string };
  readonly layout: LabLayout;
  readonly steps: readonly StepTime[];
}

/** How long one step of `lab up` took. */
export interface StepTime {
  readonly title: string;
  readonly node?: string;
  readonly ms: number;
}

/** Takes the name for a lab that this process is going to make: two makers cannot both succeed. */
export function claim(layout: LabLayout): void {
  mkdirSync(STATE_ROOT, { recursive: true, mode: 0o700 });
  try {
    mkdirSync(labPaths(layout.name).state, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw refusal(layout.name);
  }
  write(layout.name, { version: 1, phase: "making", maker: thisProcess(), layout, steps: [] });
}

/** Why a name cannot be had: the lab is there, is being made, or was never finished. */
export function refusal(name: string): AppError {
  const record = readRecord(name);
  if (record?.phase === "ready") return new AppError("LAB_EXISTS", { name });
  const busy = record === undefined ? undefined : livingMaker(record);
  return busy === undefined ? new AppError("LAB_HALF_MADE", { name }) : new AppError("LAB_BUSY", { name, pid: busy });
}

/** The lab's record; undefined when there is none, or when its writer was killed on the first byte. */
export function readRecord(name: string): LabRecord | undefined {
  try {
    return JSON.parse(readFileSync(labPaths(name).record, "utf8")) as LabRecord;
  } catch {
    return undefined;
  }
}

/** Changes the record, all or nothing. */
export function updateRecord(name: string, change: Partial<Pick<LabRecord, "phase" | "layout" | "steps">>): void {
  const record = readRecord(name);
  if (record !== undefined) write(name, { ...record, ...change });
}

/** The pid of another process that is making this lab right now. */
export function livingMaker(record: LabRecord): number | undefined {
  const { pid, startTime } = record.maker;
  const busy = record.phase === "making" && pid !== process.pid && startTimeOf(pid) === startTime;
  return busy ? pid : undefined;
}

function write(name: string, record: LabRecord): void {
  const file = labPaths(name).record;
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function thisProcess(): LabRecord["maker"] {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? "" };
}
