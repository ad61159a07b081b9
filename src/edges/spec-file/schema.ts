/**
 * The shape of `swarmlan.yaml`, once: what is allowed, what is the default, and the type of what comes out.
 *
 * Strict: a key that is not here is refused. A mapping or list that may be left out may also be empty (`nodes:` with its
 * entries commented out); an empty word is refused. Whether values make sense together is judged elsewhere.
 */
import * as z from "zod/mini";
import { LAN_NAME } from "../../model/lan-name.ts";
import { addressOf, cidrOf, hostOf, lengthOf, reserveEntry } from "./address-words.ts";
import {
  interfaceName,
  type NameRule,
  namedLike,
  networkName,
  nodeEndpoint,
  nodeTemplate,
  someText,
} from "./name-words.ts";

const lanName: NameRule = {
  pattern: LAN_NAME,
  rule: "is no name of a LAN: letters and digits with _ and - between them (Engines take no dot), at most 50 in all",
};

const hostname: NameRule = {
  pattern: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/,
  rule: "is no hostname: letters, digits, _ . -",
};

/** A mapping or list that may be left out, or be empty. */
const maybe = <T extends z.core.$ZodType>(schema: T) => z.optional(z.nullable(schema));

const node6 = z.strictObject({
  slice: z.optional(cidrOf(6)),
  host: z.optional(hostOf(6)),
});

const node = z.strictObject({
  slice: z.optional(cidrOf(4)),
  parent: z.optional(interfaceName),
  host: z.optional(hostOf(4)),
  router: z._default(z.boolean(), false),
  skip: z._default(z.boolean(), false),
  ipv6: maybe(node6),
});

const ipv6 = z.strictObject({
  subnet: cidrOf(6),
  gateway: addressOf(6),
  /** Default: 16 bits below the subnet's length, so a /64 is carved into 65,536 slices of /80. */
  slice: z.optional(lengthOf(6)),
  pool: z.optional(cidrOf(6)),
});

const lan = z.strictObject({
  subnet: cidrOf(4),
  gateway: addressOf(4),
  slice: lengthOf(4),
  pool: z.optional(cidrOf(4)),
  parent: interfaceName,
  host: z._default(z.enum(["first", "none"]), "first"),
  edges: z._default(z.enum(["reserve", "allow"]), "reserve"),
  reserve: maybe(z.array(reserveEntry)),
  "node-network": z.optional(networkName),
  attachable: z._default(z.boolean(), true),
  internal: z._default(z.boolean(), false),
  mode: z._default(z.enum(["bridge", "private", "vepa", "passthru"]), "bridge"),
  ipv6: maybe(ipv6),
  nodes: maybe(z.record(z.string(), maybe(node)).check(namedLike(hostname))),
});

const swarm = z.strictObject({
  manager: z.optional(someText),
  id: z.optional(someText),
  nodes: maybe(z.union([nodeTemplate, z.record(z.string(), nodeEndpoint).check(namedLike(hostname))])),
});

/** A whole spec file. */
export const specFile = z.strictObject({
  version: z.literal(1),
  swarm: maybe(swarm),
  lans: z.record(z.string(), lan).check(namedLike(lanName)),
});

export type SpecFile = z.output<typeof specFile>;
export type LanFile = z.output<typeof lan>;
export type NodeFile = z.output<typeof node>;

/** Mappings whose keys are names of the user's, and what they name; a `*` stands for any name. */
export const NAMED_MAPPINGS: readonly { readonly path: readonly string[]; readonly what: string }[] = [
  { path: ["lans"], what: "LAN" },
  { path: ["lans", "*", "nodes"], what: "node" },
  { path: ["swarm", "nodes"], what: "node" },
];

/** The keys that may stand in the mapping at a path; empty where the schema has no mapping of fixed keys. */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  let here: z.core.$ZodType | undefined = specFile;
  for (const step of path) here = here && stepInto(bare(here), step);
  const found = here && (bare(here) as z.core.$ZodTypes);
  return found?._zod.def.type === "object" ? Object.keys(found._zod.def.shape) : [];
}

function stepInto(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === "object") return def.shape[step];
  return def.type === "record" ? def.valueType : undefined;
}

/** A schema without what only says that it may be left out. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  return def.type === "optional" || def.type === "nullable" || def.type === "default" ? bare(def.innerType) : schema;
}
