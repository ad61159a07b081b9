/** What a person can say of a new LAN, by flag or at the prompt: how each is read, and what is wrong with it. */
import type { LanDraft } from "../../core/proposal/propose-lan.ts";
import { formatAddress, parseAddress, sameAddress } from "../../model/address.ts";
import { contains, formatCidr, networkAndBroadcast, parseCidrLoose, parsePrefixLength } from "../../model/cidr.ts";

/** The value, or what is wrong with the text, as the end of a sentence that begins with it. */
export type Word<T> = { readonly value: T } | { readonly wrong: string };

export type LanKey = keyof LanDraft;
export type LanValue<K extends LanKey> = Exclude<LanDraft[K], undefined>;

export interface LanWord<K extends LanKey> {
  readonly flag: string;
  /** What stands for a value in a hint. */
  readonly stands: string;
  readonly question: string;
  readonly read: (text: string, before: LanDraft) => Word<LanValue<K>>;
  readonly write: (value: LanValue<K>) => string;
}

/** In the order in which they are asked: each is judged by those before it. */
export const LAN_WORDS: { readonly [K in LanKey]-?: LanWord<K> } = {
  parent: {
    flag: "--parent",
    stands: "INTERFACE",
    question: "Which interface of the nodes is on the containers' LAN?",
    read: (text) =>
      /^[^\s/:]{1,15}$/.test(text) ? { value: text } : { wrong: "is no name of an interface (ip -br link shows them)" },
    write: (value) => value,
  },
  subnet: {
    flag: "--subnet",
    stands: "PREFIX",
    question: "The LAN's subnet?",
    read: readSubnet,
    write: formatCidr,
  },
  gateway: {
    flag: "--gateway",
    stands: "ADDRESS",
    question: "The router's address on this LAN?",
    read: readGateway,
    write: formatAddress,
  },
  pool: {
    flag: "--pool",
    stands: "PREFIX",
    question: "Which part of it may be handed out? Keep your router's DHCP range out of it.",
    read: readPool,
    write: formatCidr,
  },
  sliceLength: {
    flag: "--slice",
    stands: "LENGTH",
    question: "How large is each node's share?",
    read: readSlice,
    write: (value) => `/${value}`,
  },
};

export const LAN_KEYS = Object.keys(LAN_WORDS) as readonly LanKey[];

function readSubnet(text: string): Word<LanValue<"subnet">> {
  const loose = parseCidrLoose(text);
  if (loose === undefined || loose.cidr.family !== 4) return { wrong: "is no IPv4 prefix, as 192.168.16.0/20" };
  if (loose.hostBits) return { wrong: `has host bits: ${formatCidr(loose.cidr)} is the prefix that it lies in` };
  return { value: loose.cidr };
}

function readGateway(text: string, { subnet }: LanDraft): Word<LanValue<"gateway">> {
  const value = parseAddress(text);
  if (value === undefined || value.family !== 4) return { wrong: "is no IPv4 address" };
  if (subnet === undefined) return { value };
  if (!contains(subnet, value)) return { wrong: `is outside ${formatCidr(subnet)}` };
  const { network, broadcast } = networkAndBroadcast(subnet);
  const end = [network, broadcast].some((it) => it !== undefined && sameAddress(it, value));
  return end ? { wrong: `is the first or last address of ${formatCidr(subnet)}: no router can have it` } : { value };
}

function readPool(text: string, { subnet }: LanDraft): Word<LanValue<"pool">> {
  const word = readSubnet(text);
  if ("wrong" in word || subnet === undefined || contains(subnet, word.value)) return word;
  return { wrong: `is no part of ${formatCidr(subnet)}` };
}

function readSlice(text: string, { pool }: LanDraft): Word<LanValue<"sliceLength">> {
  const value = parsePrefixLength(text.replace(/^\//, ""), 4);
  if (value === undefined) return { wrong: "is no prefix length, as /24" };
  if (pool === undefined || value >= pool.length) return { value };
  return { wrong: `is wider than ${formatCidr(pool)}` };
}
