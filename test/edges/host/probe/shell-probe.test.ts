import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runHere } from "../../../../src/edges/host/run-here.ts";
import { shellProbe } from "../../../../src/edges/host/probe/shell-probe.ts";
import { AppError } from "../../../../src/errors/app-error.ts";
import type { ShellEnd } from "../../../../src/operations/ports/shell.ts";

const { signal } = new AbortController();
const WHY = "the image is not there";
const QUESTIONS = [{ kind: "host" }, { kind: "listeners", from: "host" }] as const;
const ADDRESSES = `[{"ifname":"eth1","flags":["UP"],"addr_info":[{"family":"inet","local":"192.168.16.1","prefixlen":20}]}]`;
const TOLD = `=eth1/type\n1\n=eth1/mtu\n1500\n@addresses\n${ADDRESSES}\n@routes\n[]\n@forward\n1\n@clock\n1000\n`;

function ask(run: () => Promise<ShellEnd | undefined>) {
  return shellProbe({ run, why: WHY }).ask(QUESTIONS, signal);
}

describe("a probe that is only a shell", () => {
  it("tells of the host, and of all else why it cannot be asked", async () => {
    const [host, listeners] = await ask(async () => ({
      code: 0,
      stdout: `${TOLD}== swarmlan: end ==\n`,
      stderr: "",
    }));
    expect(host).toMatchObject({ kind: "known", value: { forwards: true, nics: [{ name: "eth1", mtu: 1500 }] } });
    expect(listeners).toEqual({ kind: "unknown", why: WHY });
  });

  it.each<[string, () => Promise<ShellEnd | undefined>, RegExp]>([
    ["that there is no shell", async () => undefined, /^the image is not there$/],
    [
      "an answer that broke off",
      async () => ({ code: 0, stdout: TOLD, stderr: "killed" }),
      /^the image is not there; and the host's shell says: killed$/,
    ],
    [
      "a key that may run another command only",
      async () => ({ code: 1, stdout: "HTTP/1.1 400 Bad Request", stderr: "" }),
      /says: HTTP\/1\.1 400 Bad Request$/,
    ],
    [
      "why ssh failed",
      async () => Promise.reject(new AppError("SSH_DENIED", { endpoint: "ssh://a", text: "Permission denied" })),
      /^the image is not there; and ssh:\/\/a does not let this user in: Permission denied$/,
    ],
    [
      "a host without iproute2",
      async () => ({ code: 0, stdout: "@addresses\n@routes\n== swarmlan: end ==\n", stderr: "" }),
      /there is no `ip` on the host/,
    ],
  ])("says %s, as unknown and never as a pass", async (_, run, why) => {
    const [host] = await ask(run);
    expect(host.kind === "unknown" && host.why).toMatch(why);
  });

  it.runIf(process.platform === "linux")("reads this very machine through `sh`, on stdin as ssh gives it", async () => {
    const probe = shellProbe({ run: (script) => runFromStdin(script), why: WHY });
    const [host] = await probe.ask([{ kind: "host" }], signal);
    const { code } = await runHere(["ip", "-j", "address"], signal);
    if (code !== 0) return expect(host.kind).toBe("unknown");
    expect(host.kind === "known" && host.value.nics.map((it) => it.name)).toContain("lo");
    expect(host.kind === "known" && host.value.settings.has("all")).toBe(true);
  });
});

function runFromStdin(script: string): Promise<ShellEnd> {
  return new Promise((resolve) => {
    const sh = spawn("sh");
    let stdout = "";
    sh.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    sh.on("close", (code) => resolve({ code: code ?? 137, stdout, stderr: "" }));
    sh.stdin.end(script);
  });
}
