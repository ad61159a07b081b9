/** `swarmlan test [LAN]`: proves that a LAN works, with a container on every ready node. Outside a lab it needs `--image`. */
import { randomBytes } from "node:crypto";
import { AppError } from "../../errors/app-error.ts";
import { EXIT_CODES } from "../../errors/entry.ts";
import type { LanName } from "../../model/ids.ts";
import type { Spec } from "../../model/spec.ts";
import { reportJunit } from "../../operations/report-junit.ts";
import { type TestCase, testLan } from "../../operations/test-lan.ts";
import { answer, type Answer, type Column, exitCodesOf } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { withSwarm } from "../open-swarm.ts";
import type { Paint } from "../render/paint.ts";
import { renderMatrix } from "../render/test-matrix.ts";
import { savedTo } from "../saved-to.ts";
import { vantageOf } from "../vantage.ts";

const COLUMNS: readonly Column<TestCase>[] = [
  { title: "FROM", text: (it) => it.from },
  { title: "TO", text: (it) => it.to },
  { title: "WHAT", text: (it) => (it.family === undefined ? it.group : `${it.group} IPv${it.family}`) },
  { title: "RESULT", text: (it) => it.result.kind },
  { title: "WHY", text: (it) => ("text" in it.result ? it.result.text : ""), prose: true },
];

export function run(input: Input, context: Context): Promise<Answer> {
  return withSwarm(context, async ({ spec, fleet, findings, observe }) => {
    const lan = lanOf(spec, input.words[0]);
    const junit = junitFile(input.text("report"));
    const vantage = await vantageOf(context.file);
    const image = input.text("image") ?? vantage.image;
    if (image === undefined) {
      throw new AppError("USAGE", { text: "name an image that serves HTTP: --image nginx:alpine", command: "test" });
    }
    const report = await testLan({
      fleet,
      snapshot: await observe(),
      spec,
      lan,
      image,
      port: input.count("port") ?? 80,
      suffix: randomBytes(3).toString("hex"),
      signal: context.signal,
      emit: context.emit,
      fetchHere: vantage.fetchHere,
      ownAddresses: vantage.ownAddresses,
    });
    if (junit !== undefined) await savedTo(junit, reportJunit(report.cases));
    return answer({
      kind: "TestReport",
      items: report.cases,
      summary: { lan: report.lan, ok: report.ok, nodes: report.nodes, families: report.families },
      columns: COLUMNS,
      findings: [...findings, ...report.findings],
      complete: report.complete,
      exitCodes: [...exitCodesOf(report.findings), ...(report.ok ? [] : [EXIT_CODES.failed])],
      ...(context.output === "wide" ? {} : { text: (paint: Paint) => renderMatrix(report, paint) }),
    });
  });
}

/** The LAN that is named, or the only one. */
function lanOf({ lans }: Spec, said: string | undefined): LanName {
  const known = lans.map((it) => it.name);
  const [only] = known;
  if (said === undefined && known.length === 1 && only !== undefined) return only;
  const found = known.find((it) => it === said);
  if (found !== undefined) return found;
  if (said !== undefined) throw new AppError("LAN_UNKNOWN", { lan: said, known });
  throw new AppError("USAGE", { text: `name the LAN to test: ${known.join(", ")}`, command: "test" });
}

function junitFile(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  const file = /^junit=(.+)$/.exec(said)?.[1];
  if (file === undefined)
    throw new AppError("USAGE", { text: `--report takes junit=FILE, not "${said}"`, command: "test" });
  return file;
}
