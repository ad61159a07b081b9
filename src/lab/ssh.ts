/**
 * ssh in a lab: keys made for it alone, a real sshd on every node, and an `ssh` that knows the nodes by their names.
 *
 * One host key serves all nodes. Nothing of this machine's or the caller's ssh is read or written.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scriptsOf } from "./boot.ts";
import { type LabLayout, LOGIN } from "./layout.ts";
import { labPaths } from "./paths.ts";
import { mustRun } from "./run.ts";
import { toolPath } from "./tools.ts";

export interface SshPaths {
  /** Holds an `ssh` that reads the lab's configuration; the first folder of PATH in the lab's places. */
  readonly bin: string;
  readonly config: string;
  readonly knownHosts: string;
  /** The private key; its public half is `<key>.pub`. */
  readonly key: string;
}

export function sshPaths(lab: string): SshPaths {
  const { ssh } = labPaths(lab);
  return {
    bin: join(ssh, "bin"),
    config: join(ssh, "config"),
    knownHosts: join(ssh, "known_hosts"),
    key: join(ssh, "login"),
  };
}

/** The log is how a test counts connections: VERBOSE has a line for each. */
const SSHD_CONFIG = (hostKey: string): string => `HostKey ${hostKey}
AuthorizedKeysFile /etc/ssh/lab_authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
UseDNS no
PrintMotd no
PidFile none
LogLevel VERBOSE
`;

/** Makes the lab's two key pairs and all that does not hang on who its nodes are. Needs the folder of the boot scripts. */
export async function makeSshKeys(lab: string, signal?: AbortSignal): Promise<void> {
  const paths = sshPaths(lab);
  const scripts = scriptsOf(lab);
  const hostKey = join(scripts, "host");
  mkdirSync(paths.bin, { recursive: true, mode: 0o700 });
  await Promise.all([makeKey(lab, paths.key, signal), makeKey(lab, hostKey, signal)]);
  writeFileSync(join(scripts, "login.pub"), readFileSync(`${paths.key}.pub`));
  writeFileSync(join(scripts, "sshd_config"), SSHD_CONFIG(hostKey));
  writeFileSync(paths.knownHosts, `* ${readFileSync(`${hostKey}.pub`, "utf8")}`);
  const script = `#!/bin/sh\nexec ${toolPath("ssh") ?? "ssh"} -F ${paths.config} "$@"\n`;
  writeFileSync(join(paths.bin, "ssh"), script, { mode: 0o755 });
}

/** The lab's ssh_config; written again whenever its nodes change. */
export function writeSshConfig({ name, nodes }: LabLayout): void {
  const { config, key, knownHosts } = sshPaths(name);
  if (!existsSync(key)) return;
  const hosts = nodes.map((it) => `Host ${it.name}\n  HostName ${it.lan}\n`);
  writeFileSync(
    config,
    `${hosts.join("")}Host *
  User ${LOGIN}
  IdentityFile ${key}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHosts}
  GlobalKnownHostsFile /dev/null
`,
  );
}

async function makeKey(lab: string, file: string, signal: AbortSignal | undefined): Promise<void> {
  await mustRun(lab, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `lab ${lab}`, "-f", file], { signal });
}
