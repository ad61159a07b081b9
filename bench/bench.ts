/** What a bench is: one thing measured, against what, and the budget that it has. The list is `benches/index.ts`. */
import type { Spread } from "./measuring/spread.ts";

export interface Bench {
  /** For `npm run bench NAME`. */
  readonly name: string;
  readonly title: string;
  /** Why it cannot be measured on this machine; undefined where it can. */
  missing(): Promise<string | undefined>;
  measure(by: Measuring): Promise<Measured>;
}

export interface Measuring {
  readonly rounds: number;
  /** A line for who waits. */
  readonly tell: (line: string) => void;
}

export interface Measured {
  readonly rows: readonly Row[];
  /** What has to be known to read the rows; Markdown. */
  readonly notes: readonly string[];
  /** Pictures for docs/images, by file name. */
  readonly images?: Readonly<Record<string, string>>;
}

export interface Row {
  readonly what: string;
  readonly found: Found;
  /** Absent for what is told, and not judged. */
  readonly budget?: Budget;
}

export type Found =
  /** Pairwise ratios of rounds, and the two times in milliseconds that they are of. */
  | {
      readonly kind: "ratio";
      readonly ratio: Spread;
      readonly of: Spread;
      readonly to: Spread;
      readonly against: string;
    }
  | { readonly kind: "amount"; readonly amount: Spread; readonly unit: Unit };

export type Unit = "s" | "ms" | "MiB" | "sockets" | "×";

export type Budget = { readonly atMost: number } | { readonly atLeast: number };

export type Verdict = "met" | "not met" | "told";

/** By the median: a noisy round neither saves nor condemns. */
export function verdictOf({ found, budget }: Row): Verdict {
  if (budget === undefined) return "told";
  const { median } = found.kind === "ratio" ? found.ratio : found.amount;
  const met = "atMost" in budget ? median <= budget.atMost : median >= budget.atLeast;
  return met ? "met" : "not met";
}
