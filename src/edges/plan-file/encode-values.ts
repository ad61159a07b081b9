/**
 * Model values as JSON and back, with nothing lost and readable in a review: an address is `{"$address": "192.168.16.1"}`,
 * a big count `{"$bigint": "42"}`. What only looks like one of these is wrapped in `$plain`.
 */
import { type Address, type AddressRange, type Cidr, formatAddress, parseAddress } from "../../model/address.ts";
import { formatCidr, parseCidr } from "../../model/cidr.ts";
import { formatRange, parseRange } from "../../model/range.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Takes values of the model: texts, numbers, truth values, big integers, lists and objects. What is undefined is left out. */
export function encodeValue(value: unknown): Json {
  if (typeof value === "bigint") return { $bigint: value.toString() };
  if (Array.isArray(value)) return value.map(encodeValue);
  if (typeof value !== "object" || value === null) return value as Json;
  const keys = Object.keys(value).sort().join();
  if (keys === "family,value") return { $address: formatAddress(value as Address) };
  if (keys === "base,family,length") return { $cidr: formatCidr(value as Cidr) };
  if (keys === "family,first,last") return { $range: formatRange(value as AddressRange) };
  const entries = Object.entries(value).filter(([, it]) => it !== undefined);
  const plain = Object.fromEntries(entries.map(([key, it]) => [key, encodeValue(it)]));
  const looksMarked = entries.length === 1 && entries[0]?.[0].startsWith("$") === true;
  return looksMarked ? { $plain: plain } : plain;
}

/** Calls `bad` with the text for a marked text that says nothing. */
export function decodeValue(json: Json, bad: (text: string) => never): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (isList(json)) return json.map((it) => decodeValue(it, bad));
  const entries = Object.entries(json);
  const [[mark, inside] = [undefined, undefined]] = entries;
  if (entries.length !== 1 || mark === undefined || !mark.startsWith("$")) return decodeEntries(json, bad);
  if (mark === "$plain") return decodeEntries(inside as { readonly [key: string]: Json }, bad);
  const text = String(inside);
  return READ[mark]?.(text) ?? bad(`${mark} ${text}`);
}

const READ: Readonly<Record<string, (text: string) => unknown>> = {
  $bigint: (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined),
  $address: parseAddress,
  $cidr: parseCidr,
  $range: parseRange,
};

/** Without a prototype where a key could be one's: a host may be called `constructor`. */
function decodeEntries(json: { readonly [key: string]: Json }, bad: (text: string) => never): unknown {
  const decoded = Object.entries(json).map(([key, it]) => [key, decodeValue(it, bad)] as const);
  return Object.assign(Object.create(null) as object, Object.fromEntries(decoded));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
