/** `swarmlan lab up`: a whole swarm of real Engines on this machine. */
import { enginesText, LAB_LAN, labUp, type LabNode } from "../../lab/index.ts";
import type { LanName } from "../../model/ids.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { serviceLines } from "../service-lines.ts";

const COLUMNS: readonly Column<LabNode>[] = [
  { title: "NODE", text: (it) => it.name },
  { title: "ROLE", text: (it) => it.role },
  { title: "ENGINE", text: (it) => it.version ?? "-" },
  { title: "LAN", text: (it) => it.lan },
  { title: "MANAGEMENT", text: (it) => it.management, wide: true },
];

export async function run(input: Input, { emit, signal }: Context): Promise<Answer> {
  const [name, nodes] = [input.text("name"), input.text("nodes")];
  const engines = input.list("engine");
  const asked = { engines, ...(name === undefined ? {} : { name }), ...(nodes === undefined ? {} : { nodes }) };
  emit({ kind: "phase", title: "making the lab" });
  const lab = await labUp(asked, emit, signal);
  const again = lab.name === "lab" ? "" : ` --name ${lab.name}`;
  return answer({
    kind: "Lab",
    items: lab.nodes,
    columns: COLUMNS,
    findings: [],
    complete: true,
    exitCodes: [],
    text: () =>
      [
        `The lab ${lab.name} is up, with the Engines ${enginesText(lab)}.`,
        "",
        `  swarmlan apply -f ${lab.specFile}`,
        ...serviceLines(LAB_LAN as LanName, {
          docker: `swarmlan lab docker${again} ${lab.nodes[0]?.name}`,
          name: "it-tools",
          image: lab.image,
        }),
        `  swarmlan ps -f ${lab.specFile}`,
        `  swarmlan lab in${again} client curl http://ADDRESS/`,
        `  swarmlan lab in${again} client ssh ${lab.nodes[0]?.name}`,
        `  swarmlan lab down${again}`,
      ].join("\n"),
  });
}
