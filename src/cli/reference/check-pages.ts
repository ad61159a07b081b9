/** docs/checks: a page for every check of doctor, and their list. */
import { pageOf } from "../../checks/check-page.ts";
import { checks } from "../../checks/index.ts";

export function checkDocs(): Readonly<Record<string, string>> {
  return {
    "docs/checks/README.md": listPage(),
    ...Object.fromEntries(checks.map((it) => [`docs/checks/${it.code}.md`, pageOf(it)])),
  };
}

function listPage(): string {
  const rows = checks.map(({ code, title, pre }) => `| [${code}](${code}.md) | ${title} | ${pre ? "yes" : ""} |`);
  return [
    "# What doctor checks",
    "",
    "Each is named by the healthy state. `swarmlan explain CODE` prints its page; what was tried on real Engines is in",
    "[../doctor-proof.md](../doctor-proof.md).",
    "",
    "| code | healthy when | `--pre` |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
