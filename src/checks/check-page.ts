/** The page of one check, as `explain` prints it and `docs/checks` holds it. */
import type { Check } from "./define-check.ts";
import type { CheckPage } from "./page.ts";
import { addressingPages } from "./pages/addressing.ts";
import { enginesPages } from "./pages/engines.ts";
import { exposurePages } from "./pages/exposure.ts";
import { hostsPages } from "./pages/hosts.ts";
import { routingPages } from "./pages/routing.ts";
import { wirePages } from "./pages/wire.ts";

/** By code; a test holds them to the list of checks. */
export const checkPages: Readonly<Record<string, CheckPage>> = {
  ...enginesPages,
  ...addressingPages,
  ...hostsPages,
  ...wirePages,
  ...routingPages,
  ...exposurePages,
};

/** The whole page as Markdown, which reads well as plain text too. */
export function pageOf({ code, group, title, after = [], pre }: Check): string {
  const page = checkPages[code];
  const quiet = after.length === 0 ? [] : [`Quiet where one of these shows its cause: ${after.join(", ")}.`, ""];
  const early = pre ? ["Part of `doctor --pre`: it can be judged before anything is set up.", ""] : [];
  return [
    `# ${code}: ${title}`,
    "",
    `A check of doctor (${group}).`,
    "",
    "## What it means when it fails",
    "",
    page?.means ?? "",
    "",
    "## How it is seen",
    "",
    page?.seen ?? "",
    "",
    "## How to mend it",
    "",
    page?.mend ?? "",
    "",
    ...early,
    ...quiet,
  ].join("\n");
}
