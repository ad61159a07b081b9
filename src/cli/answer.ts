/** What a command answers: data, once; every output format is made from it. */
import { EXIT_CODES, worstExitCode } from "../errors/entry.ts";
import { catalogue } from "../errors/catalogue.ts";
import type { Fitting, ItemOf, KindName, SummaryOf } from "./kinds/index.ts";
import type { Paint } from "./render/paint.ts";
import type { Finding } from "../model/finding.ts";

/** One column of the table; `wide` ones show with `-o wide` only. The first column is the item's name (`-o name`). */
export interface Column<T> {
  readonly title: string;
  readonly text: (item: T) => string;
  /** Stands in a second line below `text`: the same of the other address family. */
  readonly under?: (item: T) => string;
  readonly wide?: boolean;
  /** A sentence, which may end with an ellipsis or stand below its row; all else is shown whole or not at all. */
  readonly prose?: boolean;
  /** On a terminal without room for all, the column with the lowest leaves first; without it, it stays. */
  readonly leaves?: number;
}

export interface Answer<T extends object = object, S extends object = object> {
  /** `Plan`, `Status`, `Endpoints`: names the JSON Schema of the whole. */
  readonly kind: KindName;
  readonly items: readonly T[];
  /** About all items together, for programs: what `text` says beside them. */
  readonly summary?: S;
  readonly columns: readonly Column<T>[];
  readonly findings: readonly Finding[];
  /** False when some node could not be asked. */
  readonly complete: boolean;
  /** All outcomes; the worst one is the process's. */
  readonly exitCodes: readonly number[];
  readonly target?: { readonly swarmId?: string };
  /** Of a program that the command ran on the caller's terminal: taken as it is. */
  readonly programExitCode?: number;
  /** Of a command that goes on until it is interrupted: the interrupt is its end, and nothing to complain of. */
  readonly endless?: true;
  /** What a person reads in place of the table. */
  readonly text?: (paint: Paint) => string;
}

/** What must fit the schema of kind `K`. */
type Published<K extends KindName, T, S> = {
  readonly kind: K;
  readonly items: readonly Fitting<T, ItemOf<K>>[];
} & ([SummaryOf<K>] extends [never] ? unknown : { readonly summary: Fitting<S, SummaryOf<K>> });

/** An answer whose item type is forgotten, as the renderer takes it. What does not fit the kind's schema does not compile. */
export function answer<K extends KindName, T extends object, S extends object>(
  it: Answer<T, S> & Published<K, T, S>,
): Answer {
  return it as unknown as Answer;
}

/** The exit codes of the findings that are errors. */
export function exitCodesOf(findings: readonly Finding[]): readonly number[] {
  return findings.filter((it) => it.severity === "error").map((it) => EXIT_CODES[catalogue[it.code].blame]);
}

/** The one exit code of an answer: what it says, and 3 when it is not whole. Knows nothing of output formats. */
export function exitCodeOf(it: Pick<Answer, "exitCodes" | "complete" | "programExitCode">): number {
  if (it.programExitCode !== undefined) return it.programExitCode;
  return worstExitCode(it.complete ? it.exitCodes : [...it.exitCodes, EXIT_CODES.incomplete]);
}
