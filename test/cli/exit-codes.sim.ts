/** The exit code of every outcome in every format, by the real program on simulated Engines: it never depends on the format. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FORMATS } from "../../src/cli/render/render-answer.ts";
import { onTerminal } from "../fakes/on-terminal.ts";
import { ended, LAN, type OnSimulator, onSimulator, program, PROGRAM, type Ran } from "./on-simulator.ts";

/** Breaks the first look at the clock, which is ours; what renders the bug afterwards works. */
const PLANTED = `
const real = Date.prototype.toISOString;
Date.prototype.toISOString = function () {
  Date.prototype.toISOString = real;
  throw new TypeError("planted");
};`;

describe("the exit code, in every format", () => {
  let on: OnSimulator;
  let deaf: Server;
  const inFolder = (name: string) => join(on.folder, name);

  beforeAll(async () => {
    on = await onSimulator();
    // Takes every connection and never says a word.
    deaf = createServer(() => undefined).listen(inFolder("deaf.sock"));
    const other = (manager: string) =>
      `version: 1\nswarm: { manager: "unix://${manager}" }\nlans: { a: { subnet: 10.9.0.0/16, gateway: 10.9.0.1, slice: /24, parent: eth1 } }\n`;
    writeFileSync(inFolder("bad.yaml"), other("/a.sock").replace("/24", "/99"));
    writeFileSync(inFolder("nowhere.yaml"), other("/nowhere.sock"));
    writeFileSync(inFolder("deaf.yaml"), other(inFolder("deaf.sock")));
  });
  afterAll(async () => {
    deaf.close();
    await on[Symbol.asyncDispose]();
  });

  /** Runs it in every format, and expects the code from the process and from what it wrote. */
  const expectCode = async (code: number, run: (...format: readonly string[]) => Promise<Ran>) => {
    const ran = await Promise.all(FORMATS.map(async (format) => ({ format, ...(await run("-o", format)) })));
    expect(ran.map(({ format, code: got }) => [format, got])).toEqual(FORMATS.map((format) => [format, code]));
    for (const { format, stdout } of ran) {
      if (format === "json") expect(JSON.parse(stdout)).toMatchObject({ exitCode: code });
      if (format === "yaml") expect(parse(stdout)).toMatchObject({ exitCode: code });
    }
  };
  const of =
    (...argv: readonly string[]) =>
    (...format: readonly string[]) =>
      on.run(...argv, ...format);

  describe("before anything is there", () => {
    test("2: changes present", () => expectCode(2, of("plan", "--detailed-exitcode")));
    test("0: the same without --detailed-exitcode", () => expectCode(0, of("plan")));
    test("5: a prompt is needed, and there is no terminal", () => expectCode(5, of("apply")));
    test("5: declined at the prompt", () =>
      expectCode(5, async (...format) => {
        const it = onTerminal([process.execPath, PROGRAM, "apply", ...format], {
          SWARMLAN_FILE: on.specFile,
        });
        await it.until("Do this?");
        it.type("n");
        const { code, shown } = await it.ended();
        // The terminal shows both streams; the answer is what begins and ends as one.
        return { code, stdout: answerIn(shown), stderr: "" };
      }));
  });

  describe("on a LAN", () => {
    beforeAll(async () => {
      expect((await on.run("apply", "-y")).code).toBe(0);
      on.simulator.attach("swarm01", LAN, "by-hand");
    });
    test("0: good", () => expectCode(0, of("status")));
    test("1: the answer is bad", () => expectCode(1, of("find", "nobody")));
    test("4: refused", () => expectCode(4, of("destroy", LAN, "--confirm", LAN)));
    test("64: usage", () => expectCode(64, of("plan", "--nonsense")));
    test("64: a code that is none", () => expectCode(64, of("explain", "NONSENSE")));
    test("65: a bad spec", () => expectCode(65, of("plan", "-f", inFolder("bad.yaml"))));
    test("65: no spec", () => expectCode(65, of("plan", "-f", inFolder("none.yaml"))));
    test("69: no Engine", () => expectCode(69, of("plan", "-f", inFolder("nowhere.yaml"))));
    test("69: not done in time", () => expectCode(69, of("plan", "--timeout", "1", "-f", inFolder("deaf.yaml"))));
    test("77: a file that cannot be written", () => expectCode(77, of("ledger", "export", "/proc/backup.json")));
    test("70: a bug of ours", () => {
      const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(PLANTED)}`;
      return expectCode(70, (...format) =>
        program(["status", ...format], { SWARMLAN_FILE: on.specFile, NODE_OPTIONS }),
      );
    });
    test("130: interrupted", () =>
      expectCode(130, async (...format) => {
        const argv = [PROGRAM, "plan", "-f", inFolder("deaf.yaml"), ...format];
        const child = spawn(process.execPath, argv, { env: { PATH: process.env["PATH"] ?? "" } });
        void once(child.stderr, "data").then(() => child.kill("SIGINT"));
        return ended(child);
      }));
  });

  describe("with a node that is silent", () => {
    beforeAll(() => on.simulator.cutOff("swarm02"));
    test("3: incomplete", () => expectCode(3, of("status")));
    test("3: before changes that are present", () => {
      on.simulator.label("mgr01", `swarmlan.${LAN}`, undefined);
      return expectCode(3, of("plan", "--detailed-exitcode"));
    });
    test("1: bad before incomplete", () => expectCode(1, of("find", "nobody")));
  });
});

/** From the first line of JSON or YAML on. */
function answerIn(shown: string): string {
  const text = shown.replaceAll("\r\n", "\n");
  return text.slice(Math.max(text.indexOf("\n{\n") + 1, text.indexOf("\napiVersion:") + 1));
}
