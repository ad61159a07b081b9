/** Against an `ssh` that is a plain shell of this machine: it takes the same words, and nobody is reached. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { framedEnds } from "../../../../src/edges/host/vantage/frames.ts";
import { vantageOverSsh } from "../../../../src/edges/host/vantage/over-ssh.ts";
import { shellArgv, SshShell } from "../../../../src/edges/host/vantage/ssh-shell.ts";
import { parseAddress } from "../../../../src/model/address.ts";
import type { Address } from "../../../../src/model/address.ts";

/** What each has for a connection. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  nc: ["sh", "nc"],
  bash: ["sh", "bash", "timeout"],
  python3: ["sh", "python3"],
};

function there(program: string): string | undefined {
  return ["/bin", "/usr/bin"].map((it) => join(it, program)).find((it) => existsSync(it));
}

const { signal } = new AbortController();
const HERE = parseAddress("127.0.0.1") as Address;

describe("shellArgv", () => {
  it("asks nobody, and has nothing after the host that could be an option", () => {
    const argv = shellArgv("ops@pc");
    expect(argv.slice(-3)).toEqual(["--", "ops@pc", "exec sh"]);
    expect(argv).toEqual(expect.arrayContaining(["-T", "BatchMode=yes"]));
  });
});

describe("framedEnds", () => {
  const frame = (at: number, code: number, text: string) => `\n#begin ${at}\n${text}\n#end ${at} ${code}\n`;

  it("reads whole frames in any order, and keeps what is not whole yet", () => {
    const { ends, rest } = framedEnds(`Welcome!\n${frame(2, 1, "b\n#end 1 0\nb")}${frame(1, 0, "")}\n#begin 3\nhal`);
    expect(ends.map((it) => [it.at, it.end.code, it.end.stdout])).toEqual([
      [2, 1, "b\n#end 1 0\nb"],
      [1, 0, ""],
    ]);
    expect(framedEnds(`${rest}f\n#end 3 7\n`).ends.map((it) => [it.at, it.end.code, it.end.stdout])).toEqual([
      [3, 7, "half"],
    ]);
  });
});

describe.runIf(process.platform === "linux")("a shell behind ssh", () => {
  const folder = mkdtempSync(join(tmpdir(), "ssh-shell-"));
  const path = process.env["PATH"];
  beforeAll(() => {
    // What OpenSSH does with the words after `--`: the host, then the command for a shell there.
    const ssh = join(folder, "ssh");
    const last = 'while [ "$1" != -- ]; do shift; done; shift 1';
    const script = `#!/bin/sh\n${last}\ncase $1 in deaf) echo "ssh: connect to host deaf port 22: No route to host" >&2; exit 255;; esac\n[ ! -d ${folder}/$1 ] || PATH=${folder}/$1\nshift; exec sh -c "$1"\n`;
    writeFileSync(ssh, script);
    chmodSync(ssh, 0o755);
    process.env["PATH"] = `${folder}:${path}`;
    for (const [host, programs] of Object.entries(HOSTS)) {
      mkdirSync(join(folder, host));
      for (const it of programs) if (there(it) !== undefined) symlinkSync(there(it) ?? "", join(folder, host, it));
    }
  });
  afterAll(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });

  it("runs many commands at once and gives each its own end, whatever is in them", async () => {
    const shell = new SshShell("pc");
    const words = Array.from({ length: 40 }, (_, at) => `it's "${at}" $HOME \\ #end 1 0`);
    const ends = await Promise.all(
      words.map((it, at) => shell.run(`printf %s '${it.replaceAll("'", `'\\''`)}'; cat; exit ${at}`, signal)),
    );
    shell.close();
    expect(ends.map((it) => it.stdout)).toEqual(words);
    expect(ends.map((it) => it.code)).toEqual(words.map((_, at) => at));
  });

  it("answers what is asked of a host that cannot be reached with ssh's own words: unknown, no verdict", async () => {
    const shell = new SshShell("deaf");
    const vantage = await vantageOverSsh("deaf", shell, signal);
    const why = "ssh deaf: ssh: connect to host deaf port 22: No route to host";
    expect(await vantage.ping(HERE, signal)).toEqual({ kind: "unknown", why });
    expect(await vantage.connect(HERE, 80, signal)).toEqual({ kind: "unknown", why });
    expect(await vantage.trace(HERE, signal)).toEqual({ kind: "unknown", why });
  });

  it.each(Object.entries(HOSTS))("tells a port that answers from one that refuses, by %s", async (host, programs) => {
    if (programs.some((it) => there(it) === undefined)) return;
    const server = createServer((it) => it.destroy()).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const shell = new SshShell(host);
    const vantage = await vantageOverSsh(host, shell, signal);
    expect(await vantage.connect(HERE, port, signal)).toEqual({ kind: "known", value: { kind: "answered" } });
    await new Promise((resolve) => server.close(resolve));
    expect(await vantage.connect(HERE, port, signal)).toEqual({ kind: "known", value: { kind: "refused" } });
    shell.close();
    expect(await vantage.connect(HERE, port, signal)).toMatchObject({ kind: "unknown" });
  });

  it("says that there is no program to connect or to ping with, where there is none", async () => {
    mkdirSync(join(folder, "bare"));
    symlinkSync(there("sh") ?? "", join(folder, "bare", "sh"));
    const shell = new SshShell("bare");
    const vantage = await vantageOverSsh("bare", shell, signal);
    const why = "there is no nc, bash or python3 on bare";
    expect(await vantage.connect(HERE, 80, signal)).toEqual({ kind: "unknown", why });
    shell.close();
  });

  it("ends a question with the signal, and takes no more", async () => {
    const shell = new SshShell("pc");
    const stop = new AbortController();
    const slow = shell.run("sleep 30", stop.signal);
    setTimeout(() => stop.abort(), 50);
    expect((await slow).code).toBe(255);
    shell.close();
    expect(await shell.run("echo", signal)).toMatchObject({ code: 255, stderr: "it was closed" });
  });
});
