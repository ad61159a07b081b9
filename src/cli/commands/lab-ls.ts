/** `swarmlan lab ls`: the labs of this machine and their nodes, from what is really there. */
import { labList, type LabNodeState, type LabState } from "../../lab/index.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Input } from "../define-command.ts";

interface Row {
  readonly lab: string;
  readonly phase: LabState["phase"];
  readonly specFile: string;
  /** Absent for a lab of which nothing but traces is left. */
  readonly node?: LabNodeState;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "LAB", text: (it) => it.lab },
  { title: "PHASE", text: (it) => it.phase },
  { title: "NODE", text: (it) => it.node?.name ?? "-" },
  { title: "ROLE", text: (it) => it.node?.role ?? "-" },
  { title: "POWER", text: (it) => it.node?.power ?? "-" },
  { title: "ENGINE", text: (it) => it.node?.engine ?? "-" },
  { title: "VERSION", text: (it) => it.node?.version ?? "-" },
  { title: "SPEC", text: (it) => it.specFile, wide: true },
];

export async function run(_input: Input): Promise<Answer> {
  const items = labList().flatMap(({ name: lab, phase, specFile, nodes }): readonly Row[] =>
    nodes.length === 0 ? [{ lab, phase, specFile }] : nodes.map((node) => ({ lab, phase, specFile, node })),
  );
  return answer({
    kind: "Labs",
    items,
    columns: COLUMNS,
    findings: [],
    complete: true,
    exitCodes: [],
    ...(items.length === 0 ? { text: () => "There is no lab on this machine." } : {}),
  });
}
