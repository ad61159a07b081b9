/** A question as a shell command, and its output as an answer. */
import { type Known, skippedBecause } from "../../../model/known.ts";
import type { ProbePlace } from "../../../operations/ports/probe.ts";
import type { CommandEnd } from "./script.ts";

export interface Asking<T> {
  /** One or more lines for `sh`. */
  readonly command: string;
  readonly answer: (end: CommandEnd) => Known<T>;
}

/** Puts a command into the network namespace that the question is asked in. */
export function inside(place: ProbePlace, command: string): string {
  return place === "host" ? command : `nsenter -t ${place.pid} -n ${command}`;
}

/** A container that ended between being listed and being asked is no case at all. */
export function unlessGone<T>(end: CommandEnd, answer: Known<T>): Known<T> {
  return /can't open '\/proc\/\d+\/ns\/net'/.test(end.stderr) ? skippedBecause("it has ended meanwhile") : answer;
}

/** What a command said for its failure, in one line. */
export function complaintOf({ code, stdout, stderr }: CommandEnd): string {
  return (stderr.trim() || stdout.trim()).split("\n").slice(-2).join("; ") || `it ended with ${code}`;
}
