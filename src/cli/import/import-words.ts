/** What the command line says about an import. Refuses (USAGE) an address that is none. */
import { AppError } from "../../errors/app-error.ts";
import { type Address, parseAddress } from "../../model/address.ts";
import type { Input } from "../define-command.ts";

export interface ImportWords {
  readonly names: readonly string[];
  readonly asked: { readonly skip: readonly string[]; readonly gateway?: Address; readonly parent?: string };
  readonly mend: boolean;
  readonly force: boolean;
  readonly out?: string;
}

export function importWords(input: Input): ImportWords {
  const [out, parent] = [input.text("out"), input.text("parent")];
  const skip = (input.text("skip") ?? "").split(",").map((it) => it.trim());
  return {
    names: [...new Set(input.words)],
    asked: {
      skip: skip.filter((it) => it !== ""),
      ...gatewayOf(input),
      ...(parent === undefined ? {} : { parent }),
    },
    mend: input.flag("mend"),
    force: input.flag("force"),
    ...(out === undefined ? {} : { out }),
  };
}

function gatewayOf(input: Input): { gateway?: Address } {
  const text = input.text("gateway");
  if (text === undefined) return {};
  const gateway = parseAddress(text);
  if (gateway?.family === 4) return { gateway };
  throw new AppError("USAGE", { text: `--gateway takes an IPv4 address, not "${text}"`, command: "import" });
}
