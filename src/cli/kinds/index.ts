/** Every kind of answer. A new one is a row here; `answer()` takes no other, and `schema` and the docs follow. */
import type * as z from "zod/mini";
import type { Plainly } from "../render/values.ts";
import { diagnosisKinds } from "./diagnosis.ts";
import { otherKinds } from "./others.ts";
import { planKinds } from "./plan.ts";
import { viewKinds } from "./views.ts";

export const kinds = { ...planKinds, ...viewKinds, ...diagnosisKinds, ...otherKinds };

export type KindName = keyof typeof kinds;
/** An item as JSON has it. */
export type ItemOf<K extends KindName> = z.output<(typeof kinds)[K]["item"]>;
/** What JSON has about all items together. */
export type SummaryOf<K extends KindName> = (typeof kinds)[K] extends { readonly summary?: infer S }
  ? z.output<Extract<S, z.core.$ZodType>>
  : never;

/** `T` where it is written as JSON that fits `Out`; nothing fits otherwise. */
export type Fitting<T, Out> = Plainly<T> extends Out ? T : never;
