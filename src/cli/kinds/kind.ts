/**
 * One kind of answer as the world outside sees it: what its items hold, in JSON and YAML.
 *
 * Only ever grows: programs of other people read it. Types come from here (`ItemOf`), so that a command whose items do
 * not fit does not compile; the schemas themselves are loaded by `schema` alone.
 */
import * as z from "zod/mini";

export interface Kind<I extends z.core.$ZodType = z.core.$ZodType, S extends z.core.$ZodType = z.core.$ZodType> {
  /** What the answer tells, as a sentence without its full stop. */
  readonly says: string;
  readonly item: I;
  /** About all items together: what the text for people says beside them. */
  readonly summary?: S;
}

export function kind<I extends z.core.$ZodType, S extends z.core.$ZodType = z.core.$ZodNever>(
  it: Kind<I, S>,
): Kind<I, S> {
  return it;
}

/** A value with a description. */
export function said<T extends z.ZodMiniType>(schema: T, description: string): T {
  return schema.check(z.describe(description)) as T;
}

export const text = (description: string) => said(z.string(), description);
export const flag = (description: string) => said(z.boolean(), description);
export const number = (description: string) => said(z.number(), description);
export const texts = (description: string) => said(z.array(z.string()), description);
export const labels = (description: string) => said(z.record(z.string(), z.string()), description);
export const maybe = z.optional;
/** A count that may be larger than a JSON number tells exactly, as with IPv6. */
export const count = (description: string) =>
  said(z.string().check(z.regex(/^\d+$/)), `${description} (a decimal text)`);
