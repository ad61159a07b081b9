/** `swarmlan schema [NAME]`: the JSON Schema of the spec, of progress lines, or of a kind of answer. */
import { closest } from "../../edges/spec-file/closest.ts";
import { AppError } from "../../errors/app-error.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Input } from "../define-command.ts";
import { type PublishedSchema, publishedSchemas } from "../kinds/json-schema.ts";

const COLUMNS: readonly Column<PublishedSchema>[] = [
  { title: "NAME", text: (it) => it.name },
  { title: "DESCRIBES", text: (it) => it.says, prose: true },
];

export async function run(input: Input): Promise<Answer> {
  const all = publishedSchemas();
  const [name = "spec"] = input.words;
  if (name === "list") return schemas(all);
  const found = all.find((it) => it.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return { ...schemas([found]), text: () => JSON.stringify(found.schema, undefined, 2) };
  const meant = closest(
    name,
    all.map((it) => it.name),
  );
  const text = `there is no schema called ${name}; ${meant === undefined ? 'all names: "swarmlan schema list"' : `did you mean ${meant}?`}`;
  throw new AppError("USAGE", { text, command: "schema" });
}

function schemas(items: readonly PublishedSchema[]): Answer {
  return answer({ kind: "Schema", items, columns: COLUMNS, findings: [], complete: true, exitCodes: [] });
}
