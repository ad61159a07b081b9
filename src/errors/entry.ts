/** The shape of one entry of the error catalogue. Message says what, hint says what to do next. */

/** Who has to act; it decides the exit code (product.md, "Exit codes"). */
export type Blame =
  | "usage"
  | "spec"
  | "unavailable"
  | "bug"
  | "permission"
  | "refused"
  | "declined"
  | "failed"
  | "incomplete"
  | "interrupted";

export interface Entry<D> {
  readonly blame: Blame;
  readonly message: (details: D) => string;
  readonly hint: (details: D) => string;
}

export function entry<D>(it: Entry<D>): Entry<D> {
  return it;
}

export const EXIT_CODES: Readonly<Record<Blame, number>> = {
  usage: 64,
  spec: 65,
  unavailable: 69,
  bug: 70,
  permission: 77,
  refused: 4,
  declined: 5,
  failed: 1,
  incomplete: 3,
  interrupted: 130,
};

/** Several outcomes at once: the first of these wins. */
const PRECEDENCE: readonly number[] = [130, 70, 64, 65, 69, 77, 4, 5, 1, 3, 2, 0];

/** The one exit code that stands for all of `codes`; 0 for none, 70 for a code that nobody defined. */
export function worstExitCode(codes: readonly number[]): number {
  if (codes.some((code) => !PRECEDENCE.includes(code))) return 70;
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0;
}
