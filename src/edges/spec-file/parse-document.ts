/**
 * The YAML parser, kept from nesting that it would not survive.
 *
 * yaml's composer recurses, and near the end of the stack Node 20 does not always throw but dies (seen with 3,000 opening
 * brackets: V8's regular expression compiler runs out of memory). Its parser below does not recurse, and shows how deep it
 * is: that is looked at first.
 */
import { Composer, CST, type Document, Lexer, Parser, YAMLParseError } from "yaml";
import { AppError } from "../../errors/app-error.ts";

/** Levels of the parser's own stack: about two for each level of nesting. */
const TALLEST_STACK = 100;

export type ParsedDocument =
  | { readonly kind: "document"; readonly document: Document.Parsed }
  | { readonly kind: "too-deep"; readonly offset: number };

/** Parses one document; a second one is among its errors, as `parseDocument` of yaml has it. */
export function parseOneDocument(text: string): ParsedDocument {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    offset += isMark(lexeme) ? 0 : lexeme.length;
    if (parser.stack.length > TALLEST_STACK) return { kind: "too-deep", offset };
  }
  tokens.push(...parser.end());
  // Duplicate keys are ours to find: yaml compares each key with each other.
  const composer = new Composer({ uniqueKeys: false });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document === undefined) throw new AppError("INTERNAL", { text: "the YAML composer made no document" });
  if (second !== undefined) {
    document.errors.push(new YAMLParseError([second.range[0], second.range[1]], "MULTIPLE_DOCS", "a second document"));
  }
  return { kind: "document", document };
}

/** The lexer marks a document's start, a scalar and so on with one control character, which is not in the text. */
export function isMark(lexeme: string): boolean {
  return lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END || lexeme === CST.SCALAR;
}
