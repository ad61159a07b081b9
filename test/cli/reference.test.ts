import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { commands, groups } from "../../src/cli/commands/index.ts";
import { flagsOf } from "../../src/cli/flags.ts";
import { GLOBAL_OPTIONS } from "../../src/cli/global-options.ts";
import { ENVIRONMENT, EXIT_CODE_ORDER, EXIT_CODE_WORDS } from "../../src/cli/reference/facts.ts";
import { pages } from "../../src/cli/reference/index.ts";
import { catalogue } from "../../src/errors/catalogue.ts";
import { EXIT_CODES, worstExitCode } from "../../src/errors/entry.ts";
import { sources } from "../arch/sources.ts";

const ROOT = join(import.meta.dirname, "../..");
const all = pages();

describe("the reference", () => {
  it("has a page for every command, with every option and example", () => {
    for (const command of commands) {
      const text = all[`docs/reference/${command.name.replaceAll(" ", "-")}.md`] ?? "";
      for (const { flags } of command.options ?? []) expect(text, command.name).toContain(`\`${flags}\``);
      for (const [example] of command.examples) expect(text, command.name).toContain(example);
    }
  });

  it("has every command and option in the man page", () => {
    const man = (all["man/swarmlan.1"] ?? "").replaceAll("\\-", "-");
    for (const { name, options = [] } of commands) {
      expect(man).toContain(`.Ss swarmlan ${name}\n`);
      for (const { flags } of options) expect(man).toContain(`Fl ${flagsOf(flags).names.at(-1)?.slice(1)}`);
    }
  });

  it("has every code with what to do next", () => {
    const text = Object.entries(all)
      .filter(([path]) => path.startsWith("docs/errors/"))
      .map(([, page]) => page)
      .join("\n");
    for (const code of Object.keys(catalogue)) expect(text).toContain(`## ${code}\n\n> `);
  });

  it("tells every exit code, in the order that holds", () => {
    const told = EXIT_CODE_WORDS.map(([code]) => code);
    expect(new Set([0, 2, ...Object.values(EXIT_CODES)])).toEqual(new Set(told));
    const order = [...EXIT_CODE_ORDER.matchAll(/\d+/g)].map(([code]) => Number(code));
    expect(new Set(order)).toEqual(new Set(told));
    for (const [at, code] of order.entries()) expect(worstExitCode(order.slice(at))).toBe(code);
  });

  it("tells every environment variable that is read", () => {
    const read = sources().flatMap(({ text }) =>
      [...text.matchAll(/\benv(?:\["|\.|\?\.\["?)([A-Z][A-Z0-9_]+)/g)].map((match) => match[1] ?? ""),
    );
    const byOptions = commands
      .flatMap((it) => it.options ?? [])
      .concat(GLOBAL_OPTIONS)
      .flatMap((it) => it.env ?? []);
    const told = ENVIRONMENT.map(([name]) => name);
    expect(
      [...new Set([...read, ...byOptions])].filter((name) => !told.includes(name)),
      "src/cli/reference/facts.ts",
    ).toEqual([]);
  });
});

describe("flagsOf", () => {
  it.each([
    ["-f, --file <spec>", { names: ["-f", "--file"], value: "spec" }],
    ["--no-color", { names: ["--no-color"] }],
    ["--report <format=file>", { names: ["--report"], value: "format=file" }],
  ])("reads %s", (flags, expected) => {
    expect(flagsOf(flags)).toEqual(expected);
  });
});

/** Every page that people write: what stands in it about commands, options and codes must be so. */
describe("what is written by hand", () => {
  const files = [
    "README.md",
    "CONTRIBUTING.md",
    ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
      .filter((it) => it.endsWith(".md"))
      .map((it) => `docs/${it}`)
      .filter((it) => !(it in all)),
  ];

  test.each(files)("%s names commands, options and codes that are there", (file) => {
    expect(untrue(readFileSync(join(ROOT, file), "utf8"))).toEqual([]);
  });

  test("links to what is there", () => {
    const broken = [...files, ...Object.keys(all).filter((it) => it.endsWith(".md"))].flatMap((file) =>
      [...withoutCode(readFileSync(join(ROOT, file), "utf8")).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((it) => it[1] ?? "")
        .filter((link) => !existsSync(join(ROOT, file, "..", link)))
        .map((link) => `${file}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test("has every guide in the index of docs/README.md", () => {
    const index = readFileSync(join(ROOT, "docs/README.md"), "utf8");
    const guides = readdirSync(join(ROOT, "docs/guide"));
    expect(guides.filter((it) => !index.includes(`(guide/${it})`))).toEqual([]);
  });

  it("is seen when it is untrue", () => {
    expect(
      untrue("run `swarmlan plam`, `npx swarmlan apply --yess`, ```sh\nswarmlan lab upp -y\n``` and `NO_SUCH_CODE`"),
    ).toEqual(["swarmlan plam", "swarmlan apply --yess", "swarmlan lab upp", "NO_SUCH_CODE"]);
    expect(
      untrue("`swarmlan lab in client curl --head http://x/`, `swarmlan apply -y`, `swarmlan explain CODE`"),
    ).toEqual([]);
  });
});

function withoutCode(text: string): string {
  return text.replace(/```[a-z]*\n[\s\S]*?```|`[^`\n]+`/g, "");
}

/** Words in capitals that are no codes of ours. */
const OTHERS = new Set([
  ...ENVIRONMENT.map(([name]) => name),
  "DOCKER_CERT_PATH",
  "DOCKER_TLS_VERIFY",
  "DOCKER_CONTEXT",
]);

function untrue(text: string): readonly string[] {
  const code = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map((it) => it[1] ?? it[2] ?? "");
  const calls = code.flatMap((it) =>
    [...it.matchAll(/(?:^|\s)swarmlan((?: +[^\s|>#;&]+)*)/gm)].map((call) => call[1]?.trim() ?? ""),
  );
  const codes = code.flatMap((it) => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.exec(it) ?? []);
  return [
    ...calls.flatMap((call) => untrueCall(call.split(/ +/).filter((word) => word !== ""))),
    ...codes.filter((it) => !(it in catalogue) && !OTHERS.has(it)),
  ];
}

function untrueCall(words: readonly string[]): readonly string[] {
  const [first = "", second = ""] = words;
  if (first === "" || /^[A-Z<[…]/.test(first) || first.startsWith("-")) return [];
  const named = (name: string) => commands.find((it) => it.name === name || it.aliases?.includes(name));
  if (first === "help" || (groups.some(([name]) => name === first) && (second === "" || second.startsWith("-"))))
    return [];
  const group = groups.some(([name]) => name === first);
  const command = named(group ? `${first} ${second}` : first);
  if (command === undefined) return [`swarmlan ${group ? `${first} ${second}` : first}`];
  if (command.passThrough) return [];
  const known = [...GLOBAL_OPTIONS, ...(command.options ?? [])]
    .flatMap((it) => flagsOf(it.flags).names)
    .concat("-h", "--help");
  return words
    .filter((word) => /^--?[A-Za-z]/.test(word))
    .map((word) => word.replace(/=.*/, ""))
    .filter((word) => !known.includes(word))
    .map((word) => `swarmlan ${command.name} ${word}`);
}
