/**
 * What can be wrong with a spec as a text: its syntax, its keys, the shape of its values. Whether well-formed values make
 * sense together is worded in `slices.ts`. `where` is the dotted path of the place, as `lans.web.gateway`.
 */
import { entry } from "../entry.ts";

/** What to do with an address of the family that has its place elsewhere; by the family that is wanted here. */
const OTHER_FAMILY = {
  4: 'IPv6 goes under "ipv6:", beside the IPv4 of the LAN, which is always needed: Engines refuse a swarm network of IPv6 alone',
  6: 'IPv4 goes directly under the LAN (or the node), IPv6 under its "ipv6:"',
} as const;

/** True for what looks like the other family's. */
function isOther({ text, family }: { readonly text: string; readonly family: 4 | 6 }): boolean {
  return family === 4 ? text.includes(":") : /^\d+\.\d+\.\d+\.\d+(\/|$)/.test(text);
}

export const specErrors = {
  SPEC_NOT_FOUND: entry<{ file: string }>({
    blame: "spec",
    message: (d) => `there is no spec at ${d.file}`,
    hint: () =>
      "name yours with --file, or have one written: swarmlan init (for networks that are there already: swarmlan import)",
  }),
  SPEC_UNREADABLE: entry<{ file: string; reason: string }>({
    blame: "spec",
    message: (d) => `cannot read ${d.file}: ${d.reason}`,
    hint: () => "name a plain file with --file",
  }),
  SPEC_FORBIDDEN: entry<{ file: string }>({
    blame: "permission",
    message: (d) => `not allowed to read ${d.file}`,
    hint: () => "make the file readable for yourself, or run as the user who owns it",
  }),
  SPEC_INVALID: entry<{ file: string; problems: number }>({
    blame: "spec",
    message: (d) => `${d.file} has ${d.problems} problem${d.problems === 1 ? "" : "s"}; nothing was changed`,
    hint: () => "mend the places shown above and run the command again",
  }),
  SPEC_SYNTAX: entry<{ reason: string; hint?: string }>({
    blame: "spec",
    message: (d) => `this is not the YAML that a spec is written in: ${d.reason}`,
    hint: (d) => d.hint ?? "look at the marked place and at the line above it: indentation, a missing colon or quote",
  }),
  SPEC_DUPLICATE_KEY: entry<{ key: string; firstLine: number }>({
    blame: "spec",
    message: (d) => `the key "${d.key}" is there twice (first in line ${d.firstLine})`,
    hint: () => "keep one of the two",
  }),
  SPEC_UNKNOWN_KEY: entry<{ where: string; key: string; known: readonly string[]; suggestion?: string }>({
    blame: "spec",
    message: (d) => `there is no key "${d.key}" ${d.where === "" ? "at the top of a spec" : `in ${d.where}`}`,
    hint: (d) =>
      d.suggestion === undefined
        ? `known here: ${d.known.join(", ")}; keys of your own begin with x-`
        : `did you mean ${d.suggestion}?`,
  }),
  SPEC_MISSING_KEY: entry<{ where: string; key: string; example: string }>({
    blame: "spec",
    message: (d) => `${d.where === "" ? "the spec" : d.where} has no "${d.key}"`,
    hint: (d) => `add: ${d.example}`,
  }),
  SPEC_WRONG_TYPE: entry<{ where: string; expected: string; found: string }>({
    blame: "spec",
    message: (d) => `${d.where === "" ? "the spec" : d.where} must be ${d.expected}, not ${d.found}`,
    hint: (d) =>
      d.where === ""
        ? "begin with version: 1 and lans:, or have one written: swarmlan init"
        : d.found === "empty"
          ? "give it a value, or take the key away"
          : d.expected === "a text"
            ? "put quotes around it when that is the value you mean"
            : `write it as ${d.expected}`,
  }),
  SPEC_BAD_VALUE: entry<{ where: string; found: string; allowed: readonly string[]; suggestion?: string }>({
    blame: "spec",
    message: (d) => `${d.where} cannot be ${d.found}; it is one of: ${d.allowed.join(", ")}`,
    hint: (d) => (d.suggestion === undefined ? `use one of: ${d.allowed.join(", ")}` : `did you mean ${d.suggestion}?`),
  }),
  SPEC_BAD_ADDRESS: entry<{ where: string; text: string; family: 4 | 6 }>({
    blame: "spec",
    message: (d) => `${d.where}: "${d.text}" is not an IPv${d.family} address`,
    hint: (d) =>
      isOther(d)
        ? OTHER_FAMILY[d.family]
        : `write one address without a prefix length, like ${d.family === 4 ? "192.168.31.254" : "fd00:16::1"}`,
  }),
  SPEC_BAD_CIDR: entry<{ where: string; text: string; family: 4 | 6 }>({
    blame: "spec",
    message: (d) => `${d.where}: "${d.text}" is not an IPv${d.family} prefix`,
    hint: (d) =>
      isOther(d)
        ? OTHER_FAMILY[d.family]
        : `write ADDRESS/LENGTH, like ${d.family === 4 ? "192.168.16.0/20" : "fd00:16::/64"}`,
  }),
  SPEC_HOST_BITS: entry<{ where: string; text: string; proposed: string }>({
    blame: "spec",
    message: (d) => `${d.where}: ${d.text} has host bits set; it should be ${d.proposed}`,
    hint: (d) => `write ${d.proposed}, or check whether the length is the one you mean`,
  }),
  SPEC_BAD_RANGE: entry<{ where: string; text: string; reason: string }>({
    blame: "spec",
    message: (d) => `${d.where}: "${d.text}" ${d.reason}`,
    hint: () => "write an address, a prefix, or FIRST-LAST, like 192.168.20.50-192.168.20.99",
  }),
  SPEC_BAD_LENGTH: entry<{ where: string; text: string; family: 4 | 6 }>({
    blame: "spec",
    message: (d) =>
      `${d.where}: "${d.text}" is not a prefix length of IPv${d.family} (/0 to /${d.family === 4 ? 32 : 128})`,
    hint: (d) => `write each node's share as a length, like /${d.family === 4 ? 24 : 80}`,
  }),
  SPEC_BAD_NAME: entry<{ where: string; text: string; rule: string; hint?: string }>({
    blame: "spec",
    message: (d) => `${d.where}: "${d.text}" ${d.rule}`,
    hint: (d) => d.hint ?? "choose a name that keeps to this rule",
  }),
  SPEC_BAD_TEMPLATE: entry<{ where: string; placeholder: string; allowed: readonly string[]; suggestion?: string }>({
    blame: "spec",
    message: (d) => `${d.where}: nothing is known that could stand for {${d.placeholder}}`,
    hint: (d) =>
      d.suggestion !== undefined
        ? `did you mean {${d.suggestion}}?`
        : d.allowed.length === 0
          ? "an entry of this map is one endpoint as it is; placeholders belong in a text for all nodes"
          : `use ${d.allowed.map((name) => `{${name}}`).join(" or ")}`,
  }),
  SPEC_BAD_ENDPOINT: entry<{ where: string; endpoint: string; works: readonly string[] }>({
    blame: "spec",
    message: (d) => `${d.where}: ${d.endpoint} is no way to an Engine that swarmlan knows`,
    hint: (d) => `write it as one of: ${d.works.join(", ")}`,
  }),
  SPEC_VERSION: entry<{ found: string }>({
    blame: "spec",
    message: (d) => `this swarmlan reads specs of version 1, not ${d.found}`,
    hint: () => "write version: 1 (without quotes), or use the swarmlan that the spec was written for",
  }),
  SPEC_VARIABLE: entry<{ variable: string; text: string }>({
    blame: "spec",
    message: (d) => `variable ${d.variable} has no value${d.text === "" ? "" : `: ${d.text}`}`,
    hint: (d) => `set it before running swarmlan: export ${d.variable}=…`,
  }),
  SPEC_VARIABLE_UNSET: entry<{ variable: string }>({
    blame: "spec",
    message: (d) => `variable ${d.variable} is not set; it is taken as empty`,
    hint: (d) => `set it, or give it a default: \${${d.variable}:-default}`,
  }),
  SPEC_VARIABLE_SYNTAX: entry<{ text: string; reason: string }>({
    blame: "spec",
    message: (d) => `"${d.text}" is not a variable: ${d.reason}`,
    hint: () => "write ${NAME}, ${NAME:-default} or ${NAME:?message}; a dollar sign itself is $$",
  }),
  SPEC_IGNORED_NAME: entry<{ where: string; what: string }>({
    blame: "spec",
    message: (d) => `${d.where} is left out: keys that begin with x- are yours, also where a ${d.what} could stand`,
    hint: (d) => `nothing to do when it is a note of yours; a ${d.what} of that name cannot be named here`,
  }),
};
