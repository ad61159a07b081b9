/** Model values as JSON and YAML have them: addresses, prefixes and ranges as text, big counts as strings. */
import { type Address, type AddressRange, type Cidr, formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import { formatRange } from "../../model/range.ts";

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

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

function plainObject(value: object): Plain {
  const keys = Object.keys(value).sort().join();
  if (keys === "family,value") return formatAddress(value as Address);
  if (keys === "base,family,length") return formatCidr(value as Cidr);
  if (keys === "family,first,last") return formatRange(value as AddressRange);
  const entries = Object.entries(value).filter(([, it]) => it !== undefined && typeof it !== "function");
  return Object.fromEntries(entries.map(([key, it]) => [key, plainOf(it)]));
}
