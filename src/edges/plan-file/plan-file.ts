/**
 * A saved plan as the text of a file: JSON with a schema number, a checksum and the plan.
 *
 * The checksum is against accidents (a cut copy, an edit by hand), not against forgery: `apply` plans anew and does only
 * what it would plan itself. Refuses (PLAN_FILE_DAMAGED, PLAN_FILE_SCHEMA) everything that it did not write itself.
 */
import { createHash } from "node:crypto";
import { AppError } from "../../errors/app-error.ts";
import type { SavedPlan } from "../../model/saved-plan.ts";
import { decodeValue, encodeValue, type Json } from "./encode-values.ts";

const KIND = "PlanFile";
/** Goes up when a plan of the old schema could be misread. */
const SCHEMA = 1;
const ABOUT = "A swarmlan plan: do it with swarmlan apply FILE. Holds names, addresses and endpoints, no secrets.";

/** The whole text, with a newline at its end. */
export function planFileText(saved: SavedPlan): string {
  const content = encodeValue(saved);
  const file = { kind: KIND, schema: SCHEMA, about: ABOUT, sha256: digestOf(content), content };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** `file` is its name, for the message. */
export function parsePlanFile(text: string, file: string): SavedPlan {
  const damaged = (reason: string): never => {
    throw new AppError("PLAN_FILE_DAMAGED", { file, reason });
  };
  const { kind, schema, sha256, content } = envelopeOf(text, damaged);
  if (kind !== KIND) return damaged("it is no plan that swarmlan wrote");
  if (schema !== SCHEMA) throw new AppError("PLAN_FILE_SCHEMA", { file, found: String(schema), known: SCHEMA });
  if (content === undefined || sha256 !== digestOf(content)) return damaged("its checksum does not fit");
  return decodeValue(content, (it) => damaged(`it says ${it}`)) as SavedPlan;
}

interface Envelope {
  readonly kind?: Json;
  readonly schema?: Json;
  readonly sha256?: Json;
  readonly content?: Json;
}

function envelopeOf(text: string, damaged: (reason: string) => never): Envelope {
  try {
    const json = JSON.parse(text) as Json;
    return typeof json === "object" && json !== null ? (json as Envelope) : {};
  } catch (thrown) {
    return damaged((thrown as Error).message);
  }
}

/** Of the JSON without blanks, so that a reformatted file is still good. */
function digestOf(content: Json): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
