/** The published JSON Schemas (draft 7): of every kind of answer with its envelope, of progress lines, and of the spec. */
import * as z from "zod/mini";
import { type JsonSchema, specJsonSchema } from "../../edges/spec-file/json-schema.ts";
import { findings } from "./finding.ts";
import { kinds } from "./index.ts";
import { flag, type Kind, maybe, number, said, text } from "./kind.ts";
import { progressEvent } from "./progress.ts";

export interface PublishedSchema {
  /** `spec`, `progress`, or a kind of answer. */
  readonly name: string;
  readonly says: string;
  readonly schema: JsonSchema;
}

/** `open` takes what a later swarmlan adds; `closed` refuses what is not described, which is for tests. */
type Openness = "open" | "closed";

const PROGRESS = "One line of --progress json on stderr";

export function publishedSchemas(openness: Openness = "open"): readonly PublishedSchema[] {
  return [
    { name: "spec", says: "swarmlan.yaml", schema: specJsonSchema() },
    { name: "progress", says: PROGRESS, schema: drawn(progressEvent, { name: "progress", says: PROGRESS, openness }) },
    ...Object.entries<Kind>(kinds).map(([name, it]) => {
      const { says } = it;
      return { name, says, schema: drawn(envelope(name, it), { name, says, openness }) };
    }),
  ];
}

function drawn(
  schema: z.core.$ZodType,
  { name, says, openness }: { name: string; says: string; openness: Openness },
): JsonSchema {
  const io = openness === "open" ? "input" : "output";
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { target: "draft-07", io });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: `urn:swarmlan:v1:${name}`,
    title: name,
    description: says,
    ...shape,
  } as JsonSchema;
}

/** What stands around the items of every answer (`render/envelope.ts` writes it). */
function envelope(name: string, { item, summary }: Kind): z.core.$ZodType {
  return z.object({
    apiVersion: z.literal("swarmlan/v1"),
    kind: z.literal(name),
    generatedAt: text("ISO 8601"),
    durationMs: number("milliseconds from start to answer"),
    exitCode: number("the process's exit code"),
    complete: flag("false when some node could not be asked"),
    target: said(z.object({ swarmId: maybe(text("the swarm's ID")) }), "what was asked"),
    ...(summary === undefined ? {} : { summary: said(summary as z.ZodMiniType, "about all items together") }),
    items: z.array(item as z.ZodMiniType),
    findings,
  });
}
