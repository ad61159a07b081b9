/** Every error and finding that swarmlan can report, by its stable code. One file per area, so that each stays a screen or two. */
import { cliErrors } from "./catalogue/cli.ts";
import { contextErrors } from "./catalogue/contexts.ts";
import { engineErrors } from "./catalogue/engine.ts";
import { importErrors } from "./catalogue/import.ts";
import { labErrors } from "./catalogue/lab.ts";
import { managerErrors } from "./catalogue/managers.ts";
import { planErrors } from "./catalogue/plan.ts";
import { sliceErrors } from "./catalogue/slices.ts";
import { specErrors } from "./catalogue/spec.ts";
import { sshErrors } from "./catalogue/ssh.ts";
import { swarmErrors } from "./catalogue/swarm.ts";
import { tlsErrors } from "./catalogue/tls.ts";
import { viewErrors } from "./catalogue/views.ts";
import type { Entry } from "./entry.ts";

export const catalogue = {
  ...cliErrors,
  ...contextErrors,
  ...engineErrors,
  ...importErrors,
  ...labErrors,
  ...managerErrors,
  ...planErrors,
  ...sliceErrors,
  ...specErrors,
  ...sshErrors,
  ...swarmErrors,
  ...tlsErrors,
  ...viewErrors,
};

export type ErrorCode = keyof typeof catalogue;
/** What an error of this code has to say about its case. */
export type DetailsOf<C extends ErrorCode> = (typeof catalogue)[C] extends Entry<infer D> ? D : never;

/** The wording of one case. */
export function wordingOf<C extends ErrorCode>(code: C, details: DetailsOf<C>): { message: string; hint: string } {
  const found = catalogue[code] as unknown as Entry<DetailsOf<C>>;
  return { message: found.message(details), hint: found.hint(details) };
}
