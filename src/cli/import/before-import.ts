/**
 * What is there before an import: a spec, which says how the swarm is reached and keeps the LANs it has, or none.
 * Refuses (SPEC_INVALID) a spec that `plan` would not take: there is nothing to add to it.
 */
import { readFile } from "node:fs/promises";
import { readSpecFile } from "../../edges/spec-file/read-spec-file.ts";
import { AppError, isAppError } from "../../errors/app-error.ts";
import type { Spec } from "../../model/spec.ts";
import { chooseAccess } from "../init/choose-access.ts";
import { judgeDocument } from "../judge-document.ts";
import type { Context, Input } from "../define-command.ts";
import { Refusal } from "../refusal.ts";

export interface BeforeImport {
  readonly spec: Spec;
  /** The spec's text; absent when there is none. */
  readonly text?: string;
}

export async function beforeImport(input: Input, context: Context): Promise<BeforeImport> {
  const there = await specThere(context);
  const said = input.text("manager") !== undefined || input.text("nodes") !== undefined;
  if (there !== undefined && !said) return there;
  const swarm = await chooseAccess(input, context);
  return { ...there, spec: { swarm: { ...there?.spec.swarm, ...swarm }, lans: there?.spec.lans ?? [] } };
}

async function specThere({ file, env }: Context): Promise<Required<BeforeImport> | undefined> {
  let text = "";
  const files = { readFile: async (name: string) => (text = await readFile(name, "utf8")) };
  try {
    const document = await readSpecFile(file, env, files);
    const { findings, problems, readable } = judgeDocument(document);
    if (document.spec !== undefined && readable) return { spec: document.spec, text };
    throw new Refusal(new AppError("SPEC_INVALID", { file, problems }), findings);
  } catch (thrown) {
    if (isAppError(thrown, "SPEC_NOT_FOUND")) return undefined;
    throw thrown;
  }
}
