/** Model values as JSON and YAML have them: addresses, prefixes and ranges as text, big counts as strings, findings by their places. */
import { type Address, type AddressRange, type Cidr, formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { Finding } from "../../model/finding.ts";
import { formatRange } from "../../model/range.ts";

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** The type of what `plainOf` makes of a value. */
export type Plainly<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends bigint | Address | Cidr | AddressRange
    ? string
    : T extends Finding
      ? FindingOut
      : T extends readonly (infer I)[]
        ? Plainly<I>[]
        : { -readonly [K in keyof T]: Plainly<T[K]> };

/** A finding as JSON has it: without the source text of its places, which say where to look. */
export interface FindingOut extends Pick<Finding, "code" | "severity" | "message" | "hint" | "target"> {
  readonly places: { readonly file: string; readonly line: number; readonly column: number }[];
}

/** Leaves out what is undefined, as JSON does. Maps become objects. */
export function plainOf(value: unknown): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(plainOf);
  if (value instanceof Map) return plainOf(Object.fromEntries(value));
  if (value instanceof Set) return [...value].map(plainOf);
  if (typeof value === "object") return plainObject(value);
  return String(value);
}

/** Its keys, as `finding()` makes all of them. */
const FINDING = "at,code,hint,message,severity,spans,target";

function findingOut({ code, severity, message, hint, target, spans }: Finding): FindingOut {
  const places = spans.map(({ file, line, column }) => ({ file, line, column }));
  return { code, severity, message, hint, target, places };
}

function plainObject(value: object): Plain {
  const keys = Object.keys(value).sort().join();
  if (keys === "family,value") return formatAddress(value as Address);
  if (keys === "base,family,length") return formatCidr(value as Cidr);
  if (keys === "family,first,last") return formatRange(value as AddressRange);
  if (keys === FINDING) return plainOf(findingOut(value as Finding));
  const entries = Object.entries(value).filter(([, it]) => it !== undefined && typeof it !== "function");
  return Object.fromEntries(entries.map(([key, it]) => [key, plainOf(it)]));
}
