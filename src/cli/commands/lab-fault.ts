/** `swarmlan lab break NODE FAULT` and `lab mend NODE`: what happens to nodes, to see what swarmlan makes of it. */
import { AppError } from "../../errors/app-error.ts";
import { type Fault, FAULTS, type Lab, labMend, type LabNode, openLab } from "../../lab/index.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";

const SAYS: Readonly<Record<Fault, string>> = {
  stop: "Its Engine was stopped, and its containers with it.",
  crash: "Its Engine was killed; its containers go on.",
  power: "It has no power.",
  cable: "Its cable to the LAN is pulled.",
};
const COLUMNS: readonly Column<LabNode>[] = [{ title: "NODE", text: (it) => it.name }];

export async function runBreak(input: Input, { emit }: Context): Promise<Answer> {
  const [node = "", said = ""] = input.words;
  if (!Object.hasOwn(FAULTS, said)) {
    const text = `a node's fault is one of ${Object.keys(FAULTS).join(", ")}, not ${said}`;
    throw new AppError("USAGE", { text, command: "lab break" });
  }
  const fault = said as Fault;
  const lab = labOf(input);
  emit({ kind: "phase", title: `breaking ${node}` });
  await FAULTS[fault](lab, node);
  const again = lab.name === "lab" ? "" : ` --name ${lab.name}`;
  return about(lab, node, `${SAYS[fault]} To mend it: swarmlan lab mend${again} ${node}`);
}

export async function runMend(input: Input, { emit }: Context): Promise<Answer> {
  const [node = ""] = input.words;
  const lab = labOf(input);
  emit({ kind: "phase", title: `mending ${node}` });
  await labMend(lab, node);
  return about(lab, node, `${node} is as it was.`);
}

function labOf(input: Input): Lab {
  return openLab(input.text("name") ?? "lab");
}

function about({ nodes }: Lab, node: string, text: string): Answer {
  return answer({
    kind: "Lab",
    items: nodes.filter((it) => it.name === node),
    columns: COLUMNS,
    findings: [],
    complete: true,
    exitCodes: [],
    text: () => text,
  });
}
