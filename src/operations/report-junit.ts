/** A test's cases as a JUnit report, which CI systems read. What is unknown, was not tried or cannot work by design is skipped. */
import { caseTitle, type TestCase } from "./test-lan/test-report.ts";
import { escapeXml } from "./xml-text.ts";

/** The whole XML file; `suite` names it. */
export function reportJunit(cases: readonly TestCase[], suite = "swarmlan test"): string {
  const count = (...kinds: readonly string[]) => cases.filter((it) => kinds.includes(it.result.kind)).length;
  const counts = `tests="${cases.length}" failures="${count("failed")}" skipped="${count("unknown", "expected-failure", "not-tried")}"`;
  const seconds = (cases.reduce((sum, it) => sum + it.ms, 0) / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${seconds}">`,
    `  <testsuite name="${escapeXml(suite)}" ${counts} errors="0" time="${seconds}">`,
    ...cases.map(caseXml),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseXml(it: TestCase): string {
  const head = `    <testcase classname="${it.group}" name="${escapeXml(caseTitle(it))}" time="${(it.ms / 1000).toFixed(3)}"`;
  if (it.result.kind === "ok") return `${head}/>`;
  const element = it.result.kind === "failed" ? "failure" : "skipped";
  return `${head}><${element} message="${escapeXml(it.result.text)}"/></testcase>`;
}
