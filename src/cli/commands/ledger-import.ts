/** `swarmlan ledger import FILE`: writes back what `ledger export` saved. Refuses a file of another swarm, or one that is no backup. */
import { readFile } from "node:fs/promises";
import { ledgerName } from "../../core/plan/names.ts";
import { readLedgers } from "../../core/plan/ledger-labels.ts";
import { step } from "../../core/plan/steps.ts";
import { AppError } from "../../errors/app-error.ts";
import type { LanName } from "../../model/ids.ts";
import type { Step } from "../../model/plan.ts";
import type { Answer } from "../answer.ts";
import { paintFor } from "../render/paint.ts";
import { renderPlan } from "../render/plan-text.ts";
import type { Context, Input } from "../define-command.ts";
import { ledgerPlan } from "../ledger-plan.ts";
import { withSwarm } from "../open-swarm.ts";
import { planAnswer } from "../plan-answer.ts";
import { confirmPlan, doPlan, reportAnswer } from "../run-plan.ts";
import type { LedgerItem } from "./ledger-export.ts";

interface Backup {
  readonly items: readonly LedgerItem[];
  readonly target: { readonly swarmId: string };
}

export function run(input: Input, context: Context): Promise<Answer> {
  const file = input.words[0] ?? "";
  return withSwarm(context, async (swarm) => {
    const backup = await readBackup(file);
    const snapshot = await swarm.observe();
    const found = snapshot.swarm.id;
    if (backup.target.swarmId !== found) {
      const { endpoint } = snapshot.swarm.manager;
      throw new AppError("OTHER_SWARM", { expected: backup.target.swarmId, found, endpoint });
    }
    const plan = ledgerPlan(snapshot, importSteps(backup));
    const shown = planAnswer({ plan, warnings: swarm.findings, locate: swarm.locate });
    if (input.flag("dryRun")) return shown;
    if (!input.flag("yes")) context.show(renderPlan(plan, paintFor(context.color)));
    await confirmPlan(plan, input, context);
    return reportAnswer(await doPlan({ swarm, plan, snapshot, context }), plan, swarm.findings);
  });
}

/** One write per ledger. Throws LEDGER_UNREADABLE. */
export function importSteps({ items }: Backup): readonly Step[] {
  const configs = items.map(({ lan, labels }) => ({ id: "", version: 0, name: ledgerName(lan as LanName), labels }));
  return [...readLedgers(configs).values()].map(({ stored: _, ...ledger }) =>
    step(ledger.lan, { kind: "write-ledger", ledger }, { title: `write the ledger of ${ledger.lan} from the backup` }),
  );
}

async function readBackup(file: string): Promise<Backup> {
  const wrong = (text: string, cause?: unknown) => new AppError("USAGE", { text, command: "ledger import" }, { cause });
  let value: Partial<Backup>;
  try {
    value = JSON.parse(await readFile(file, "utf8")) as Partial<Backup>;
  } catch (thrown) {
    throw wrong(`${file} cannot be read as a ledger backup: ${(thrown as Error).message}`, thrown);
  }
  const good = Array.isArray(value.items) && value.items.length > 0 && value.items.every(isLedgerItem);
  if (!good || typeof value.target?.swarmId !== "string") {
    throw wrong(`${file} is not what "ledger export" wrote`);
  }
  return value as Backup;
}

function isLedgerItem(it: unknown): boolean {
  const { lan, labels } = (it ?? {}) as Partial<LedgerItem>;
  if (typeof lan !== "string" || typeof labels !== "object" || labels === null) return false;
  return Object.values(labels).every((label) => typeof label === "string");
}
