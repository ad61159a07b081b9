import { describe, expect, it } from "vitest";
import { sshArgv, type Sharing } from "../../../../src/edges/engine/connect/ssh/argv.ts";

const TARGET = { host: "mgr01", user: "ops", port: 2222 };
const DIAL = "docker system dial-stdio";

/** What `-o` sets, in its order: the first value of a name is the one that ssh takes. */
function options(sharing: Sharing): readonly string[] {
  const argv = sshArgv(TARGET, DIAL, sharing);
  return argv.filter((_, at) => argv[at - 1] === "-o");
}

describe("sshArgv", () => {
  it("names whom and what, with nothing after the host that could be an option", () => {
    expect(sshArgv(TARGET, DIAL, { kind: "alone" }).slice(-7)).toEqual([
      "-l",
      "ops",
      "-p",
      "2222",
      "--",
      "mgr01",
      DIAL,
    ]);
    expect(sshArgv({ host: "mgr01" }, DIAL, { kind: "alone" }).slice(-3)).toEqual(["--", "mgr01", DIAL]);
    expect(sshArgv({ host: "mgr01" }, DIAL, { kind: "alone" })).not.toContain("-p");
  });

  it("never asks anybody anything, and gives up in time", () => {
    const said = options({ kind: "alone" });
    expect(said).toEqual(expect.arrayContaining(["BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=10"]));
    expect(sshArgv(TARGET, DIAL, { kind: "alone" })[0]).toBe("-T");
  });

  it("leaves out what the user's configuration wants of a login by hand", () => {
    expect(options({ kind: "alone" })).toEqual(
      expect.arrayContaining(["ClearAllForwardings=yes", "ForwardAgent=no", "RemoteCommand=none"]),
    );
  });

  it("does not weaken how the host is known", () => {
    expect(options({ kind: "alone" }).filter((it) => /HostKey|KnownHosts/i.test(it))).toEqual([]);
  });

  it.each<[Sharing, readonly string[]]>([
    [{ kind: "alone" }, ["ControlMaster=no", "ControlPath=none"]],
    [{ kind: "master", socket: "/t/1" }, ["ControlMaster=yes", "ControlPath=/t/1", "ControlPersist=no"]],
    [{ kind: "guest", socket: "/t/1" }, ["ControlMaster=no", "ControlPath=/t/1"]],
  ])("shares as %j, never over a socket of the user's", (sharing, expected) => {
    expect(options(sharing).filter((it) => it.startsWith("Control"))).toEqual(expected);
  });
});
