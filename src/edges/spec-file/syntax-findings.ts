/** The YAML parser's complaints as findings: one a line and at most a handful, since one slip makes many. */
import type { Document, YAMLParseError, YAMLWarning } from "yaml";
import { type Finding, finding } from "../../model/finding.ts";
import { type Source, spanAt } from "./source.ts";

const MOST = 5;

/** In the order of the file; empty when the text is one YAML document without tags of its own. */
export function syntaxFindings(source: Source, document: Document.Parsed): readonly Finding[] {
  const complaints = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const findings = complaints.map((complaint) => {
    const span = spanAt(source, { start: complaint.pos[0], end: complaint.pos[1] });
    return finding("SPEC_SYNTAX", wording(complaint, span.text), { spans: [span] });
  });
  const firstOfLine = (one: Finding, index: number): boolean =>
    one.spans[0]?.line !== findings[index - 1]?.spans[0]?.line;
  return findings.filter(firstOfLine).slice(0, MOST);
}

type Wording = { readonly reason: string; readonly hint?: string };

function wording(complaint: YAMLParseError | YAMLWarning, line: string): Wording {
  const known = WORDINGS.find(({ code, says }) => complaint.code === code && (says?.test(complaint.message) ?? true));
  if (known !== undefined) return known;
  const reason = complaint.message.charAt(0).toLowerCase() + complaint.message.slice(1);
  // A brace ends an unquoted value inside { } and [ ], so a variable there is cut in two.
  const variable = /[[{].*\$\{/.test(line);
  return variable ? { reason, hint: 'inside { } and [ ] put quotes around variables: "${NAME}"' } : { reason };
}

/** The parser's commonest complaints in plainer words; the rest are plain enough as they are. */
const WORDINGS: readonly (Wording & { readonly code: string; readonly says?: RegExp })[] = [
  { code: "TAB_AS_INDENT", reason: "tabs cannot indent", hint: "indent with spaces" },
  {
    code: "MULTIPLE_DOCS",
    reason: "a second document begins here",
    hint: "a spec is one document: take the --- away, or put the rest into a file of its own",
  },
  {
    code: "BAD_INDENT",
    says: /same column/,
    reason: "this is not indented like the lines that it belongs to",
    hint: "align the keys of one level",
  },
  { code: "BAD_INDENT", says: /must be sufficiently indented/, reason: "a { or [ opened above is not closed" },
  { code: "MISSING_CHAR", says: /^Implicit map keys/, reason: "a key stands here without a colon" },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    reason: "a nested mapping cannot begin on the same line",
    hint: "begin a new line after the first colon, or put quotes around the value",
  },
  { code: "TAG_RESOLVE_FAILED", reason: "a tag (!name) means nothing in a spec", hint: "take the tag away" },
];
