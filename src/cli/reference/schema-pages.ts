/** `docs/schemas/*.json`, and a page that lists them. */
import { publishedSchemas } from "../kinds/json-schema.ts";

export function schemaPages(): Readonly<Record<string, string>> {
  const all = publishedSchemas();
  const files = all.map(({ name, schema }) => [
    `docs/schemas/${name}.json`,
    `${JSON.stringify(schema, undefined, 2)}\n`,
  ]);
  return { ...Object.fromEntries(files), "docs/schemas/README.md": index(all.map(({ name, says }) => [name, says])) };
}

function index(rows: readonly (readonly [string, string])[]): string {
  return [
    "# JSON Schemas",
    "",
    "Draft 7; `swarmlan schema NAME` prints each one. Answers only ever grow: a program that reads one may meet keys that it",
    "does not know. Exit codes do not depend on the format.",
    "",
    "| schema | of |",
    "|---|---|",
    ...rows.map(([name, says]) => `| [${name}](${name}.json) | ${says} |`),
    "",
  ].join("\n");
}
