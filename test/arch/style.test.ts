/** The walls of the house that the linter has no rule for. Each says where the offender should go instead. */
import { describe, expect, it } from "vitest";
import { bare, offences, type Source, sources } from "./sources.ts";

const files = sources();
const pure = files.filter(({ path }) => /^src\/(model|errors|core|checks)\//.test(path));
const silent = files.filter(({ path }) => !path.startsWith("src/cli/"));

const ENUM = /^\s*(export\s+)?(const\s+)?enum\s+\w/;
const BARE_ERROR = /\bnew (Error|TypeError|RangeError)\(/;
const DEFAULT_EXPORT = /^\s*export default\b/;
const ANY = /(:|<|\bas|\|)\s*any\b/;
const PRINTS = /\bconsole\s*\.|\bprocess\s*\.\s*(stdout|stderr)\b/;
const WORLD =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.|\bset(Timeout|Interval)\(/;

describe("the rules of this folder", () => {
  it("look at the whole product", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(pure.length).toBeGreaterThan(20);
  });

  it.each([
    ["an enum", "export enum Kind { A }", ENUM],
    ["a bare error", 'throw new Error("no");', BARE_ERROR],
    ["a default export", "export default run;", DEFAULT_EXPORT],
    ["any", "const it = value as any;", ANY],
    ["a print", "process.stdout.write(text);", PRINTS],
    ["a clock", "const now = Date.now();", WORLD],
  ])("see %s", (_, code, pattern) => {
    expect(offences([planted(code)], pattern)).toEqual([`src/model/planted.ts:1: ${bare(code).trim()}`]);
  });

  it("do not take comments and texts for code", () => {
    expect(offences([planted('// new Error("x")\nconst a = "Date.now()"; /* any\n : any */')], BARE_ERROR)).toEqual([]);
    expect(offences([planted('// Date.now()\nconst a = "Date.now()";')], WORLD)).toEqual([]);
  });
});

describe("every file in src", () => {
  it("is within 300 lines: one job per file", () => {
    expect(files.filter(({ text }) => text.split("\n").length > 301).map(({ path }) => path)).toEqual([]);
  });

  it("opens with a comment for what it is, and what it refuses", () => {
    expect(files.filter(({ text }) => !/^(#!.*\n)?\/[/*]/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("is named for its job, not for being of help", () => {
    const vague = /(^|[/-])(utils?|helpers?|common|misc|manager)(-|\/|\.ts$)/;
    expect(files.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });

  it("has unions in place of enums", () => {
    expect(offences(files, ENUM)).toEqual([]);
  });

  it("says what went wrong by code: AppError with an entry in src/errors/catalogue", () => {
    expect(offences(files, BARE_ERROR)).toEqual([]);
  });

  it("has named exports, and types in place of any", () => {
    expect(offences(files, DEFAULT_EXPORT)).toEqual([]);
    expect(offences(files, ANY)).toEqual([]);
  });
});

describe("what thinks", () => {
  it("takes the clock, chance and the process as values", () => {
    expect(offences(pure, WORLD)).toEqual([]);
  });
});

describe("what is below the command line", () => {
  it("prints nothing: operations emit events", () => {
    expect(offences(silent, PRINTS)).toEqual([]);
  });
});

function planted(code: string): Source {
  return { path: "src/model/planted.ts", text: code, code: bare(code) };
}
