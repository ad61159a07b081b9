import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { explainAll } from "../../src/cli/commands/explain.ts";
import { parseCommandLine } from "../../src/cli/parse-command-line.ts";
import { run } from "./run-in-process.ts";

async function parsed(...argv: readonly string[]) {
  return parseCommandLine(argv, "1.2.3");
}

async function complaint(...argv: readonly string[]) {
  const it = await parsed(...argv);
  if (it.kind !== "wrong") throw new TypeError(`${argv.join(" ")} was taken as ${it.kind}`);
  return it;
}

async function chosen(...argv: readonly string[]) {
  const it = await parsed(...argv);
  if (it.kind !== "command") throw new TypeError(`${argv.join(" ")} was taken as ${it.kind}`);
  return it;
}

describe("a number or a pair of options that cannot be", () => {
  it.each([
    [["apply", "-y", "--max-disruption", "-1"], "--max-disruption takes a whole number"],
    [["apply", "-y", "--parallel", "0"], "--parallel takes 1 or more"],
    [["plan", "--parallel", "x"], "--parallel takes a whole number"],
    [["plan", "--prune", "--only-node", "swarm01"], "cannot stand beside --only-node"],
  ])("is refused before anything is read or asked: %j", async (argv, text) => {
    const { exitCode, err } = await run(...argv, "-f", "/nowhere/swarmlan.yaml");
    expect([exitCode, err.includes(text), err.includes("SPEC_NOT_FOUND")]).toEqual([64, true, false]);
  });
});

describe("parseCommandLine", () => {
  it("refuses an unknown command as a usage error and says what was meant", async () => {
    const { error } = await complaint("plna");
    expect(error.exitCode).toBe(64);
    expect(error.message).toContain("Did you mean plan?");
  });

  it.each([
    [["plan", "--prnue"], "Did you mean --prune?"],
    [["plan", "-o", "xml"], "Allowed choices are table, wide, json, yaml, name"],
    [["find"], "missing required argument 'what'"],
    [["find", "a", "b"], "too many arguments"],
    [["plan", "--timeout", "soon"], '--timeout takes a whole number, not "soon"'],
  ])("refuses %j", async (argv, text) => {
    const { error } = await complaint(...argv);
    expect(error.code).toBe("USAGE");
    expect(error.message).toContain(text);
  });

  it("shows a usage error in the format that was asked for", async () => {
    expect((await complaint("plan", "--nonsense", "-o", "json")).global.output).toBe("json");
    expect((await complaint("--output=yaml", "plan", "--nonsense")).global.output).toBe("yaml");
  });

  it("takes global options before and behind the command, the later one wins", async () => {
    expect((await chosen("-o", "json", "plan")).global.output).toBe("json");
    expect((await chosen("plan", "-o", "json")).global.output).toBe("json");
    expect((await chosen("-o", "yaml", "plan", "-o", "json", "-f", "x.yaml")).global).toMatchObject({
      output: "json",
      file: "x.yaml",
    });
  });

  it.each([
    "lab up",
    "lab demo",
    "lab down",
    "lab ls",
    "lab image x",
    "lab load x",
    "explain",
    "schema",
    "completion bash",
  ])("offers no spec to %s, which reads none", async (name) => {
    const help = await parsed(...name.split(" "), "--help");
    expect(help.kind === "text" && help.text).not.toContain("--file");
    expect((await complaint(...name.split(" "), "-f", "x.yaml")).error.code).toBe("USAGE");
    expect((await chosen(...name.split(" "), "-o", "json")).global.output).toBe("json");
  });

  it("knows the aliases", async () => {
    expect((await chosen("up", "-y")).command.name).toBe("apply");
    expect((await chosen("down", "web")).command.name).toBe("destroy");
  });

  it("hands everything behind the place to the program in the lab", async () => {
    const it = await chosen("lab", "docker", "--name", "a", "mgr01", "ps", "-a", "--format", "json", "--help");
    expect(it.input.words).toEqual(["mgr01", "ps", "-a", "--format", "json", "--help"]);
    expect(it.input.text("name")).toBe("a");
  });

  it("shows help where nothing is asked, and examples in the help of every command", async () => {
    expect(await parsed()).toMatchObject({ kind: "text" });
    for (const { name, examples } of commands) {
      expect(examples.length, name).toBeGreaterThan(0);
      const help = await parsed(...name.split(" "), "--help");
      expect(help.kind === "text" && help.text, name).toContain(`Examples:\n  ${examples[0]?.[0]}`);
    }
  });

  it("has help that fits 80 columns, with what an example is for apart from it", async () => {
    for (const { name, examples } of commands) {
      const help = await parsed(...name.split(" "), "--help");
      const lines = help.kind === "text" ? help.text.split("\n") : [];
      expect(lines.filter((it) => it.length > 80)).toEqual([]);
      for (const [words, what] of examples) {
        const at = lines.findIndex(
          (it) => it.trim().startsWith(words) && /^( {2,}|$)/.test(it.trim().slice(words.length)),
        );
        expect(lines.slice(at, at + 2).join("\n"), words).toContain(`  ${what}`);
      }
    }
  });

  it("has examples that parse", async () => {
    for (const [words] of commands.flatMap((it) => it.examples)) {
      const argv = words
        .replace(/^sudo /, "")
        .replace(/ > .*/, "")
        .split(" ")
        .slice(1);
      expect((await parsed(...argv)).kind, words).toBe("command");
    }
  });

  it("has something to load for every command", async () => {
    for (const { name, load } of commands) expect(typeof (await load()).run, name).toBe("function");
  });
});

describe("explainAll", () => {
  it("words every code without a case, with the details' names in place", () => {
    for (const { code, message, hint } of explainAll()) {
      expect(`${message} ${hint}`, code).not.toMatch(/NaN|\[object|function/);
      expect(message, code).not.toBe("");
    }
    expect(explainAll().find((it) => it.code === "RANGE_EXHAUSTED")?.message).toContain("<pool> holds <slices> slices");
  });
});
