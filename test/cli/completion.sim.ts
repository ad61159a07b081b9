/** What TAB offers in real shells, typed on a terminal, against simulated Engines. Set-up installs the shells. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { KEYS, onTerminal } from "../fakes/on-terminal.ts";
import { ended, type OnSimulator, onSimulator, PROGRAM } from "./on-simulator.ts";

const isMissing = (shell: string) => spawnSync(shell, ["-c", "true"]).error !== undefined && !process.env["CI"];

/** What is typed before TAB, and what then is to be seen. */
const CASES: readonly (readonly [line: string, shown: readonly string[]])[] = [
  ["swarmlan st", ["status"]],
  ["swarmlan lab l", ["load", "ls"]],
  ["swarmlan plan -o ", ["json", "table", "yaml"]],
  ["swarmlan plan --output=js", ["json"]],
  ["swarmlan apply --max", ["--max-disruption"]],
  ["swarmlan explain RANGE_EX", ["RANGE_EXHAUSTED"]],
  ["swarmlan destroy ", ["cameras", "web"]],
  ["swarmlan plan --only-node swarm", ["swarm01", "swarm02"]],
  ["swarmlan find it-", ["it-tools"]],
  ["swarmlan apply back", ["backup.plan"]],
  ["swarmlan -f other.yaml destroy ", ["elsewhere"]],
];

describe("completion", () => {
  let on: OnSimulator;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    on = await onSimulator();
    on.writeSpec(
      (text) => `${text}  cameras: { subnet: 10.2.0.0/16, gateway: 10.2.255.254, slice: /24, parent: eth1 }\n`,
    );
    writeFileSync(join(on.folder, "backup.plan"), "");
    writeFileSync(
      join(on.folder, "other.yaml"),
      "version: 1\nlans: { elsewhere: { subnet: 10.9.0.0/16, gateway: 10.9.0.1, slice: /24, parent: eth1 } }\n",
    );
    const bin = join(on.folder, "bin");
    mkdirSync(bin);
    symlinkSync(PROGRAM, join(bin, "swarmlan"));
    const engine = openEngine(on.simulator.endpoints["mgr01"] ?? "");
    const TaskTemplate = { ContainerSpec: { Image: "web:1" } };
    await engine.swarm.createService(
      { Name: "it-tools", TaskTemplate, Mode: { Global: {} } },
      new AbortController().signal,
    );
    engine.close();
    env = { PATH: `${bin}:${process.env["PATH"]}`, SWARMLAN_FILE: on.specFile, PS1: "$ ", HOME: on.folder };
  });
  afterAll(() => on[Symbol.asyncDispose]());

  describe.each([
    ["bash", ["bash", "--noprofile", "--norc", "-i"], "bind 'set show-all-if-ambiguous on'"],
    ["zsh", ["zsh", "-f", "-i"], "unsetopt list_ambiguous; PS1='$ '"],
  ] as const)("in %s", (shell, argv, setting) => {
    test.skipIf(isMissing(shell))(
      "offers commands, options, choices, codes, LANs, nodes, services and files",
      async () => {
        const it = onTerminal(argv, env);
        await it.until("$ ");
        it.type(`cd ${on.folder} && source <(swarmlan completion ${shell}) && ${setting}; echo ready $((1 + 1))\r`);
        await it.until("ready 2");
        for (const [line, shown] of CASES) {
          await it.until("$ ");
          it.type(line);
          const before = await it.until(line.trimEnd());
          it.type("\t");
          await it.until(remainder(line, shown));
          it.type(`${KEYS.eraseLine}echo next $((3 + 4))\r`);
          const after = (await it.until("next 7")).slice(before.length - line.length);
          for (const text of shown) expect(after, line).toContain(text);
        }
        it.type("exit\r");
        const { shown } = await it.ended();
        expect(shown).not.toMatch(/error|command not found/i);
      },
    );

    test.skipIf(isMissing(shell))("offers nothing and says nothing when the manager does not answer", async () => {
      const it = onTerminal(argv, { ...env, SWARMLAN_FILE: join(on.folder, "silent.yaml") });
      writeFileSync(join(on.folder, "silent.yaml"), "version: 1\nswarm: { manager: unix:///nowhere.sock }\nlans: {}\n");
      await it.until("$ ");
      it.type(`source <(swarmlan completion ${shell}); echo ready $((1 + 1))\r`);
      await it.until("ready 2");
      await it.until("$ ");
      it.type("swarmlan find it-\t");
      await it.until("\u0007");
      it.type(`!${KEYS.eraseLine}exit\r`);
      const { shown } = await it.ended();
      expect(shown).toMatch(/swarmlan find it-\u0007?!/);
      expect(shown).not.toContain("nowhere");
    });
  });

  test.skipIf(isMissing("fish"))("in fish, offers the same", async () => {
    const asked = CASES.map(([line]) => `echo '== ${line}'; complete -C '${line}'`).join("; ");
    const script = `swarmlan completion fish | source; cd ${on.folder}; ${asked}`;
    const { stdout, stderr } = await ended(
      spawn("fish", ["--no-config", "-c", script], { env: { ...process.env, ...env } }),
    );
    expect(stderr).toBe("");
    const answers = stdout.split("== ").slice(1);
    for (const [at, [line, shown]] of CASES.entries()) {
      for (const text of shown) expect(answers[at], line).toContain(text);
    }
  });

  test("is the script itself with -o json too", async () => {
    const { expectKind } = await import("./published.ts");
    const { stdout } = await on.run("completion", "bash", "-o", "json");
    expect(expectKind("Completion", stdout).items[0]).toMatchObject({ script: expect.stringContaining("complete -F") });
  });
});

/** What TAB adds to the line, or the first word of its list. */
function remainder(line: string, shown: readonly string[]): string {
  const [first = ""] = shown;
  const typed = /[^ =]*$/.exec(line)?.[0] ?? "";
  return shown.length === 1 ? first.slice(typed.length) : first;
}
