/** `swarmlan explain CODE`: what a code means and what to do; all codes without one. */
import { checkPages, pageOf } from "../../checks/check-page.ts";
import type { Check } from "../../checks/define-check.ts";
import { checks } from "../../checks/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { catalogue } from "../../errors/catalogue.ts";
import { type Blame, type Entry, EXIT_CODES } from "../../errors/entry.ts";
import { closest } from "../../edges/spec-file/closest.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Input } from "../define-command.ts";
import { detailsPlaceholder } from "../render/placeholder.ts";

export interface ExplainItem {
  readonly code: string;
  readonly blame: Blame;
  readonly exitCode: number;
  /** With `<name>` where a case's details stand. */
  readonly message: string;
  readonly hint: string;
}

const COLUMNS: readonly Column<ExplainItem>[] = [
  { title: "CODE", text: (it) => it.code },
  { title: "EXIT", text: (it) => String(it.exitCode) },
  { title: "MESSAGE", text: (it) => it.message, prose: true },
  { title: "NEXT", text: (it) => it.hint, wide: true, prose: true },
];

export async function run(input: Input): Promise<Answer> {
  const [code] = input.words;
  const all = explainAll();
  if (code === undefined) return explained(all);
  const check = checks.find((it) => it.code === code.toUpperCase());
  if (check !== undefined) return { ...explained([checkItem(check)]), text: () => pageOf(check) };
  const found = all.find((it) => it.code === code.toUpperCase());
  if (found === undefined) {
    const suggestion = closest(
      code,
      all.map((it) => it.code),
    );
    throw new AppError("UNKNOWN_CODE", suggestion === undefined ? { code } : { code, suggestion });
  }
  const text = `${found.code} (exit code ${found.exitCode}, ${found.blame})\n\n  ${found.message}\n\n  next: ${found.hint}`;
  return { ...explained([found]), text: () => text };
}

/** Every code with its wording: the catalogue's in its order, then the checks of doctor. */
export function explainAll(): readonly ExplainItem[] {
  return [...catalogueItems(), ...checks.map(checkItem)];
}

/** A check's message is what a failure of it means. */
function checkItem({ code }: Check): ExplainItem {
  const page = checkPages[code];
  return { code, blame: "failed", exitCode: EXIT_CODES.failed, message: page?.means ?? "", hint: page?.mend ?? "" };
}

function catalogueItems(): readonly ExplainItem[] {
  return Object.entries(catalogue).map(([code, it]) => {
    const { blame, message, hint } = it as unknown as Entry<unknown>;
    const details = detailsPlaceholder();
    return { code, blame, exitCode: EXIT_CODES[blame], message: `${message(details)}`, hint: `${hint(details)}` };
  });
}

function explained(items: readonly ExplainItem[]): Answer {
  return answer({ kind: "Codes", items, columns: COLUMNS, findings: [], complete: true, exitCodes: [] });
}
