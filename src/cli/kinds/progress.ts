/** One line of `--progress json` on stderr. */
import * as z from "zod/mini";
import type { ProgressEvent } from "../../model/event.ts";
import type { Plainly } from "../render/values.ts";
import { findingOut } from "./finding.ts";
import { maybe, number, text } from "./kind.ts";

const step = {
  id: text("the step's id in the plan"),
  title: text("what it is, for a person"),
  node: maybe(text("hostname")),
};

export const progressEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("phase"), title: text("what begins"), total: maybe(number("how many pieces it has")) }),
  z.object({ kind: z.literal("step-started"), ...step }),
  z.object({ kind: z.literal("step-done"), ...step, ms: number("milliseconds it took") }),
  z.object({ kind: z.literal("step-failed"), ...step, finding: findingOut }),
  z.object({ kind: z.literal("waiting"), ...step, ms: number("milliseconds so far") }),
  z.object({ kind: z.literal("finding"), finding: findingOut }),
  z.object({ kind: z.literal("note"), text: text("for a person") }),
  z.object({ kind: z.literal("heartbeat"), ms: number("milliseconds since the command began") }),
]);

type Fits<T extends Out, Out> = T;
/** Does not compile when an event tells what is not described here. */
export type ProgressLine = Fits<Plainly<ProgressEvent>, z.output<typeof progressEvent>>;
