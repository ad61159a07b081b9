/** What the command line says about an import. Refuses (USAGE) an address, a prefix or a length that is none. */
import { AppError } from "../../errors/app-error.ts";
import { type Address, type Cidr, parseAddress } from "../../model/address.ts";
import { parseCidr, parsePrefixLength } from "../../model/cidr.ts";
import type { Input } from "../define-command.ts";

export interface ImportWords {
  readonly names: readonly string[];
  readonly asked: {
    /** Hostnames. */
    readonly skip: readonly string[];
    readonly gateway?: Address;
    readonly pool?: Cidr;
    readonly sliceLength?: number;
    readonly parent?: string;
  };
  readonly mend: boolean;
  readonly force: boolean;
  readonly out?: string;
}

export function importWords(input: Input): ImportWords {
  const [out, parent] = [input.text("out"), input.text("parent")];
  const gateway = read(input, "gateway", { what: "an IPv4 address", of: (text) => four(parseAddress(text)) });
  const pool = read(input, "pool", { what: "an IPv4 prefix without host bits", of: (text) => four(parseCidr(text)) });
  const sliceLength = read(input, "slice", { what: "a prefix length such as /24", of: lengthOf });
  const skip = (input.text("skip") ?? "").split(",").map((it) => it.trim());
  return {
    names: [...new Set(input.words)],
    asked: {
      skip: skip.filter((it) => it !== ""),
      ...(gateway === undefined ? {} : { gateway }),
      ...(pool === undefined ? {} : { pool }),
      ...(sliceLength === undefined ? {} : { sliceLength }),
      ...(parent === undefined ? {} : { parent }),
    },
    mend: input.flag("mend"),
    force: input.flag("force"),
    ...(out === undefined ? {} : { out }),
  };
}

function four<T extends { readonly family: 4 | 6 }>(value: T | undefined): T | undefined {
  return value?.family === 4 ? value : undefined;
}

function lengthOf(text: string): number | undefined {
  return parsePrefixLength(text.replace(/^\//, ""), 4);
}

function read<T>(
  input: Input,
  option: string,
  { what, of }: { readonly what: string; readonly of: (text: string) => T | undefined },
): T | undefined {
  const text = input.text(option);
  if (text === undefined) return undefined;
  const value = of(text);
  if (value !== undefined) return value;
  throw new AppError("USAGE", { text: `--${option} takes ${what}, not "${text}"`, command: "import" });
}
