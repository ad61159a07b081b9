/** `swarmlan ledger export [FILE]`: every ledger of the swarm, as it is stored, for a backup. */
import { readLedgers } from "../../core/plan/ledger-labels.ts";
import { LEDGER_LABEL } from "../../core/plan/names.ts";
import { AppError } from "../../errors/app-error.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { overOf, savedTo } from "../saved-to.ts";
import { withSwarm } from "../open-swarm.ts";

/** What `ledger import` reads back. */
export interface LedgerItem {
  readonly lan: string;
  readonly labels: Readonly<Record<string, string>>;
}

const COLUMNS: readonly Column<LedgerItem>[] = [
  { title: "LAN", text: (it) => it.lan },
  { title: "NODES", text: (it) => String(Object.keys(it.labels).length - 1) },
];

export function run(input: Input, context: Context): Promise<Answer> {
  const [file] = input.words;
  return withSwarm(context, async ({ fleet, spec, findings }) => {
    const manager = await fleet.manager(context.signal);
    const { swarmId = "" } = await fleet.managerIdentity(context.signal);
    if (spec.swarm.id !== undefined && spec.swarm.id !== swarmId) {
      throw new AppError("OTHER_SWARM", { expected: spec.swarm.id, found: swarmId, endpoint: manager.endpoint });
    }
    const configs = (await manager.swarm.configs(context.signal)).filter((it) => it.labels[LEDGER_LABEL] !== undefined);
    const items = configs.flatMap((it): readonly LedgerItem[] =>
      [...readLedgers([it]).keys()].map((lan) => ({ lan, labels: it.labels })),
    );
    const whole = { kind: "Ledgers" as const, items, target: { swarmId } };
    if (file !== undefined)
      await savedTo(file, `${JSON.stringify({ apiVersion: "swarmlan/v1", ...whole }, undefined, 2)}\n`, {
        over: overOf(input, '"kind": "Ledgers"'),
      });
    return answer({ ...whole, columns: COLUMNS, findings, complete: true, exitCodes: [] });
  });
}
