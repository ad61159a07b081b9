/**
 * `${VAR}` in a value, as docker compose has it (compose-go `template`; docs.docker.com "Interpolation").
 *
 * `$VAR`, `${VAR}`, `:-` `-` (default), `:?` `?` (required), `:+` `+` (alternative), nested operands, `$$` for a dollar
 * sign. A dollar sign before anything else stays. An operand is looked at only when it is used. Braces in operands are
 * counted, so `${X:-ssh://{hostname}}` works. Refuses what compose calls an invalid template: `${}`, `${a b}`, `${a!}`.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

export type VariableProblem =
  | { readonly kind: "required"; readonly variable: string; readonly text: string }
  | { readonly kind: "unset"; readonly variable: string }
  | { readonly kind: "syntax"; readonly text: string; readonly reason: string };

export interface Interpolated {
  readonly text: string;
  readonly problems: readonly VariableProblem[];
}

/** Nobody nests defaults deeper; the limit keeps hostile text from the stack. */
const DEEPEST = 50;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;

/** Substitutes every variable of one value. An unset variable without a default is empty, and told. */
export function interpolate(text: string, env: Environment): Interpolated {
  if (!text.includes("$")) return { text, problems: [] };
  const problems: VariableProblem[] = [];
  return { text: substitute(text, { env, problems, depth: 0 }), problems };
}

interface Scope {
  readonly env: Environment;
  readonly problems: VariableProblem[];
  readonly depth: number;
}

function substitute(text: string, scope: Scope): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0) return out + text.slice(at);
    out += text.slice(at, dollar);
    const next = text[dollar + 1];
    const name = matchAt(NAME, text, dollar + 1);
    if (next === "$") {
      out += "$";
      at = dollar + 2;
    } else if (name !== undefined) {
      out += plainValue(name, scope);
      at = dollar + 1 + name.length;
    } else if (next === "{") {
      const end = closingBrace(text, dollar + 1);
      out += end === undefined ? unclosed(text.slice(dollar), scope) : bracedValue(text.slice(dollar, end + 1), scope);
      at = end === undefined ? text.length : end + 1;
    } else {
      out += "$";
      at = dollar + 1;
    }
  }
  return out;
}

/** Where the brace opened at `open` closes, if it does. */
function closingBrace(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  return undefined;
}

function unclosed(text: string, scope: Scope): string {
  scope.problems.push({ kind: "syntax", text: text.slice(0, 80), reason: "its brace does not close" });
  return "";
}

/** The value of one whole `${…}`. */
function bracedValue(expression: string, scope: Scope): string {
  const refuse = (reason: string): string => {
    scope.problems.push({ kind: "syntax", text: expression.slice(0, 80), reason });
    return "";
  };
  if (scope.depth >= DEEPEST) return refuse(`defaults are nested deeper than ${DEEPEST}`);
  const name = matchAt(NAME, expression, 2);
  if (name === undefined) return refuse("a name of letters, digits and _ must follow the brace");
  const rest = expression.slice(2 + name.length, -1);
  if (rest === "") return plainValue(name, scope);
  const operator = matchAt(OPERATOR, rest, 0);
  if (operator === undefined) return refuse(`after ${name} only :- - :? ? :+ + may follow`);
  return operatedValue({ name, operator, operand: rest.slice(operator.length) }, { ...scope, depth: scope.depth + 1 });
}

interface Operation {
  readonly name: string;
  readonly operator: string;
  readonly operand: string;
}

function operatedValue(operation: Operation, scope: Scope): string {
  const value = valueOf(operation.name, scope.env);
  const present = operation.operator.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  const operand = (): string => substitute(operation.operand, scope);
  if (operation.operator.endsWith("+")) return present ? operand() : "";
  if (present) return value ?? "";
  if (operation.operator.endsWith("-")) return operand();
  scope.problems.push({ kind: "required", variable: operation.name, text: operand() });
  return "";
}

function plainValue(name: string, scope: Scope): string {
  const value = valueOf(name, scope.env);
  if (value === undefined) scope.problems.push({ kind: "unset", variable: name });
  return value ?? "";
}

function valueOf(name: string, env: Environment): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

/** What a sticky expression matches exactly at `at`. */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
