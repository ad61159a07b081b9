/** The YAML parser's complaints as findings: at most a handful, since one slip makes many. */
import type { Document, YAMLParseError, YAMLWarning } from "yaml";
import { type Finding, finding } from "../../model/finding.ts";
import { type Source, spanAt } from "./source.ts";

const MOST = 5;

/** In the order of the file; empty when the text is one YAML document without tags of its own. */
export function syntaxFindings(source: Source, document: Document.Parsed): readonly Finding[] {
  const complaints = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  return complaints.slice(0, MOST).map((complaint) => {
    const span = spanAt(source, { start: complaint.pos[0], end: complaint.pos[1] });
    return finding("SPEC_SYNTAX", wording(complaint, span.text), { spans: [span] });
  });
}

type Wording = { readonly reason: string; readonly hint?: string };

function wording(complaint: YAMLParseError | YAMLWarning, line: string): Wording {
  const known = WORDINGS[complaint.code];
  if (known !== undefined) return known;
  const reason = complaint.message.charAt(0).toLowerCase() + complaint.message.slice(1);
  // A brace ends an unquoted value inside { } and [ ], so a variable there is cut in two.
  const variable = line.includes("${") && /[[{].*\$\{/.test(line);
  return variable ? { reason, hint: 'inside { } and [ ] put quotes around variables: "${NAME}"' } : { reason };
}

const WORDINGS: Readonly<Partial<Record<string, Wording>>> = {
  TAB_AS_INDENT: { reason: "tabs cannot indent", hint: "indent with spaces" },
  MULTIPLE_DOCS: {
    reason: "a second document begins here",
    hint: "a spec is one document: take the --- away, or put the rest into a file of its own",
  },
  BAD_ALIAS: { reason: "this alias names an anchor that is not there before it" },
  BAD_INDENT: { reason: "this is not indented like the lines that it belongs to", hint: "align keys of one level" },
  MISSING_CHAR: { reason: "something that was opened here or above is not closed, or a colon or comma is missing" },
  BLOCK_AS_IMPLICIT_KEY: {
    reason: "a nested mapping cannot begin on the same line",
    hint: "begin a new line after the colon",
  },
  TAG_RESOLVE_FAILED: { reason: "a tag (!name) means nothing in a spec", hint: "take the tag away" },
};
