/** The product's own files as the rules in this folder look at them: by path, and with comments and texts taken out. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Source {
  /** From the repository's root, with forward slashes: `src/model/spec.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments and quoted strings; lines stay where they are. */
  readonly code: string;
}

/** Every TypeScript file under `src`. */
export function sources(): readonly Source[] {
  return readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile() && it.name.endsWith(".ts"))
    .map((it) => {
      const file = join(it.parentPath, it.name);
      const text = readFileSync(file, "utf8");
      return { path: relative(ROOT, file).split(sep).join("/"), text, code: bare(text) };
    });
}

/** `path:line: text` for every line of code that matches. */
export function offences(files: readonly Source[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path, code }) =>
    code.split("\n").flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );
}

/** Template texts stay, since code stands in them. */
export function bare(text: string): string {
  const tokens = /\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return text.replace(tokens, (token) => token.replace(/[^\n]/g, " "));
}
