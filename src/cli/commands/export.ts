/** `swarmlan export shell|compose|ansible`: what the spec wants of this swarm, as things that a person can read and run. Changes nothing. */
import { exportAnsible } from "../../core/export/export-ansible.ts";
import { exportCompose } from "../../core/export/export-compose.ts";
import { exportShell } from "../../core/export/export-shell.ts";
import { wantedState, type WantedState } from "../../core/plan/wanted-state.ts";
import { answer, type Answer, type Column, exitCodesOf } from "../answer.ts";
import type { Context, Input, Run } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { overOf, savedTo } from "../saved-to.ts";

const FORMS = { shell: exportShell, compose: exportCompose, ansible: exportAnsible } as const;
type Form = keyof typeof FORMS;

interface ExportItem {
  readonly form: Form;
  readonly text: string;
  /** Where it was written to, when it was. */
  readonly file?: string;
}

const COLUMNS: readonly Column<ExportItem>[] = [
  { title: "FORM", text: (it) => it.form },
  { title: "FILE", text: (it) => it.file ?? "-" },
];

/** The command for one form. */
export function exportAs(form: Form): Run {
  return (input, context) => withSwarm(context, (swarm) => exported(swarm, { form, input, context }));
}

async function exported(
  swarm: OpenSwarm,
  { form, input, context }: { readonly form: Form; readonly input: Input; readonly context: Context },
): Promise<Answer> {
  const snapshot = await swarm.observe();
  const wanted = wantedState({ spec: swarm.spec, snapshot, now: context.now() });
  const refused = wanted.findings.some((it) => it.severity === "error");
  const items = refused ? [] : [await written(wanted, form, input)];
  const against = swarm.locate(wanted.findings);
  return answer({
    kind: "Export",
    items,
    columns: COLUMNS,
    findings: [...swarm.findings, ...against],
    complete: wanted.complete,
    exitCodes: exitCodesOf(against),
    target: { swarmId: wanted.swarmId },
    text: () => items.map((it) => (it.file === undefined ? it.text : `written to ${it.file}`)).join("\n"),
  });
}

async function written(wanted: WantedState, form: Form, input: Input): Promise<ExportItem> {
  const text = FORMS[form](wanted);
  const file = input.text("out");
  if (file === undefined) return { form, text };
  const over = overOf(input, `written by "swarmlan export ${form}"`);
  await savedTo(file, text, { over, ...(form === "shell" ? { mode: 0o777 } : {}) });
  return { form, text, file };
}
