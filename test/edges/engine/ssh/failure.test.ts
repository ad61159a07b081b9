/** What OpenSSH 9.2 and Docker 20.10 and 28 say, word for word as seen on real hosts, and what we take it for. */
import { describe, expect, it } from "vitest";
import { sshEnd } from "../../../../src/edges/engine/connect/ssh/failure.ts";

const ENDPOINT = "ssh://ops@mgr01";
const meaning = (code: number, stderr: string) => sshEnd(ENDPOINT, { code, stderr });

describe("sshEnd", () => {
  it.each([
    ["ssh: Could not resolve hostname mgr01: Name or service not known\r\n", "SSH_HOST_UNKNOWN"],
    ["ssh: Could not resolve hostname mgr01: Temporary failure in name resolution\r\n", "SSH_HOST_UNKNOWN"],
    ["ssh: connect to host mgr01 port 22: Connection refused\r\n", "SSH_REFUSED"],
    ["ssh: connect to host mgr01 port 22: Connection timed out\r\n", "SSH_TIMEOUT"],
    ["ssh: connect to host mgr01 port 22: Operation timed out\r\n", "SSH_TIMEOUT"],
    ["Connection timed out during banner exchange\r\nConnection to 192.168.16.1 port 22 timed out\r\n", "SSH_TIMEOUT"],
    ["Timeout, server mgr01 not responding.\r\n", "SSH_TIMEOUT"],
    ["ssh: connect to host mgr01 port 22: No route to host\r\n", "SSH_NO_ROUTE"],
    ["kex_exchange_identification: Connection closed by remote host\r\n", "SSH_CLOSED"],
    ["Connection reset by 192.168.16.1 port 22\r\n", "SSH_CLOSED"],
    [
      "No ED25519 host key is known for mgr01 and you have requested strict checking.\r\nHost key verification failed.\r\n",
      "SSH_HOST_KEY_UNKNOWN",
    ],
    [
      "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key for mgr01 has changed and you have requested strict checking.\r\nHost key verification failed.\r\n",
      "SSH_HOST_KEY_CHANGED",
    ],
    ["ops@mgr01: Permission denied (publickey).\r\n", "SSH_DENIED"],
    [
      "Received disconnect from 192.168.16.1 port 22:2: Too many authentication failures\r\nDisconnected from 192.168.16.1 port 22\r\n",
      "SSH_DENIED",
    ],
    [
      "ops@bastion: Permission denied (publickey).\r\nkex_exchange_identification: Connection closed by remote host\r\n",
      "SSH_DENIED",
    ],
    ["command-line: line 0: Bad configuration option: nosuch\r\n", "SSH_FAILED"],
  ])("takes ssh's own %j for what it is", (stderr, code) => {
    expect(meaning(255, stderr)).toMatchObject({ code, details: { endpoint: ENDPOINT } });
  });

  it.each([
    [127, "sh: 1: docker: not found\n", "SSH_DOCKER_MISSING"],
    [127, "bash: Zeile 1: docker: Kommando nicht gefunden.\n", "SSH_DOCKER_MISSING"],
    [
      1,
      "failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied\n",
      "SSH_DOCKER_PERMISSION",
    ],
    [
      1,
      "failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: no such file or directory\n",
      "SSH_DOCKER_DOWN",
    ],
    [
      1,
      "failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: connection refused\n",
      "SSH_DOCKER_DOWN",
    ],
    [1, "This account is currently not available.\n", "SSH_FAILED"],
  ])("takes the end %i of a command over there, with %j, for what it is", (code, stderr, expected) => {
    expect(meaning(code, stderr)).toMatchObject({ code: expected });
  });

  it("says the line that told, not the banner before it", () => {
    const failure = meaning(255, "Only for staff.\r\nBe good.\r\nops@mgr01: Permission denied (publickey).\r\n");
    expect(failure?.message).toContain("ops@mgr01: Permission denied (publickey).");
    expect(failure?.message).not.toContain("staff");
  });

  it("shows the same ssh by hand", () => {
    const failure = sshEnd("ssh://ops@mgr01:2222", {
      code: 255,
      stderr: "ops@mgr01: Permission denied (publickey).\r\n",
    });
    expect(failure?.hint).toContain("ssh -p 2222 ops@mgr01 true");
  });

  it("is no failure when it ended well", () => {
    expect(meaning(0, "Warning: something\n")).toBeUndefined();
  });

  it("says that there is no ssh, and why one of ours was given up", () => {
    const startError = Object.assign(new TypeError("spawn ssh ENOENT"), { code: "ENOENT" });
    expect(sshEnd(ENDPOINT, { code: undefined, stderr: "", startError })?.code).toBe("SSH_NOT_INSTALLED");
    expect(sshEnd(ENDPOINT, { code: undefined, stderr: "", gaveUp: "no login within 25 s" })?.code).toBe("SSH_TIMEOUT");
    expect(sshEnd(ENDPOINT, { code: undefined, stderr: "" })?.code).toBe("SSH_FAILED");
  });
});
