/** The command line of the system's `ssh` (OpenSSH 7.6 and later). Pure. */
import type { SshTarget } from "./target.ts";

/** How one ssh shares its connection: not at all, as the one who owns it, or as a guest on it. */
export type Sharing =
  | { readonly kind: "alone" }
  | { readonly kind: "master"; readonly socket: string }
  | { readonly kind: "guest"; readonly socket: string };

/**
 * The user's ~/.ssh/config decides what the connection is; these decide what we use it for. Nobody sits at a terminal
 * (BatchMode), a silent host is noticed
 * within 10 s at first and 20 to 30 s later, messages come at the level that failures are read from,
 * and what the config wants of an interactive login (forwardings, commands, an agent or X11 over there) is left out.
 */
const OPTIONS: readonly string[] = [
  "BatchMode=yes",
  "ConnectTimeout=10",
  "ServerAliveInterval=10",
  "ServerAliveCountMax=2",
  "LogLevel=INFO",
  "ClearAllForwardings=yes",
  "ForwardAgent=no",
  "ForwardX11=no",
  "PermitLocalCommand=no",
  "RemoteCommand=none",
];

/** Arguments of `ssh`; the words of `command` are for a shell over there, so they are fixed texts of ours. */
export function sshArgv(target: SshTarget, command: string, sharing: Sharing): readonly string[] {
  const options = [...OPTIONS, ...sharingOptions(sharing)].flatMap((it) => ["-o", it]);
  const user = target.user === undefined ? [] : ["-l", target.user];
  const port = target.port === undefined ? [] : ["-p", String(target.port)];
  return ["-T", ...options, ...user, ...port, "--", target.host, command];
}

/** Never the user's own ControlPath: what we end must not be theirs. */
function sharingOptions(sharing: Sharing): readonly string[] {
  switch (sharing.kind) {
    case "alone":
      return ["ControlMaster=no", "ControlPath=none"];
    case "master":
      return ["ControlMaster=yes", `ControlPath=${sharing.socket}`, "ControlPersist=no"];
    case "guest":
      return ["ControlMaster=no", `ControlPath=${sharing.socket}`];
  }
}
