/**
 * What an unquoted value means: null, a truth value, a number or a text, by YAML 1.2's core schema (chapter 10.3).
 *
 * Of our own because a value is read again after its variables were put in (`${PORT}` is a number then), and so that a
 * `%YAML 1.1` line does not turn `no` into false.
 */
const NULL = /^(?:~|null|Null|NULL)?$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

export type PlainValue = null | boolean | number | string;

/** Reads one unquoted value. `.inf` and `.nan` stay texts: nothing in a spec is either. */
export function readPlain(text: string): PlainValue {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (INTEGER.test(text) || FLOAT.test(text)) return Number(text);
  return text;
}
