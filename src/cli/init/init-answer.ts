/** What init answers: the slices that the new spec gives, where it was written, and what to type next. */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { LanName } from "../../model/ids.ts";
import { answer, type Answer, type Column, exitCodesOf } from "../answer.ts";
import type { Context } from "../define-command.ts";
import { renderTable } from "../render/table.ts";
import { serviceLines } from "../service-lines.ts";
import type { NewSpec } from "./new-spec.ts";

/** One node in the new spec. */
export interface InitItem {
  readonly node: string;
  readonly slice: string;
  /** The address of the node's own NIC that is kept out. */
  readonly host?: string;
  readonly parent: string;
}

const COLUMNS: readonly Column<InitItem>[] = [
  { title: "NODE", text: (it) => it.node },
  { title: "SLICE", text: (it) => it.slice },
  { title: "HOST", text: (it) => it.host ?? "-" },
  { title: "PARENT", text: (it) => it.parent },
];

interface Written {
  readonly lan: LanName;
  readonly file: string;
  readonly written: boolean;
  readonly context: Context;
}

export function initAnswer(spec: NewSpec, { lan, file, written, context }: Written): Answer {
  const items = spec.shares.map(({ hostname, ipv4 }): InitItem => {
    const host = ipv4.host === undefined ? {} : { host: formatAddress(ipv4.host) };
    return { node: hostname, slice: formatCidr(ipv4.slice), ...host, parent: spec.parentOn(hostname) };
  });
  const next = file === "swarmlan.yaml" ? "swarmlan plan" : `swarmlan plan -f ${file}`;
  const said = written
    ? [
        `Wrote ${file}. See what it would do: ${next}`,
        "",
        "Once it is applied, put a service on it:",
        ...serviceLines(lan),
      ]
    : ["Nothing was written: mend what is said above."];
  return answer({
    kind: "NewSpec",
    items,
    summary: { file, written },
    columns: COLUMNS,
    findings: spec.findings,
    complete: spec.complete,
    exitCodes: exitCodesOf(spec.findings),
    target: { swarmId: spec.swarmId },
    text: () => [renderTable(items, COLUMNS, { width: context.width, wide: false }).text, "", ...said].join("\n"),
  });
}
