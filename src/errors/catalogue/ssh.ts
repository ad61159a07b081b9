/** What can go wrong on the way to a node by ssh. Each is found with the same `ssh` by hand, which is what the hints say. */
import { entry } from "../entry.ts";

interface OverSsh {
  readonly endpoint: string;
  /** The line of ssh, or of the host behind it, that told. */
  readonly text: string;
}

/** `ssh -p 2222 ops@mgr01` for `ssh://ops@mgr01:2222`: what a person types to see the same. */
function byHand(endpoint: string): string {
  const [, who = "HOST", , port] = /^ssh:\/\/((?:[^@/]+@)?(\[[^\]]+\]|[^:/]+))(?::(\d+))?/.exec(endpoint) ?? [];
  return `ssh ${port === undefined ? "" : `-p ${port} `}${who.replace(/\[|\]/g, "")}`;
}

export const sshErrors = {
  SSH_NOT_INSTALLED: entry<{ endpoint: string }>({
    blame: "unavailable",
    message: (d) => `there is no ssh program on this machine to reach ${d.endpoint} with`,
    hint: () => "install OpenSSH's client (Debian: apt install openssh-client) and see that ssh is on PATH",
  }),
  SSH_HOST_UNKNOWN: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `the host of ${d.endpoint} is not known: ${d.text}`,
    hint: () =>
      "give it a name: in DNS, in /etc/hosts, or as Host with HostName in ~/.ssh/config; or write {address} in swarm.nodes",
  }),
  SSH_NO_ROUTE: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `no way leads to ${d.endpoint}: ${d.text}`,
    hint: () => "see that the host is up and on a network that this machine reaches; ProxyJump in ~/.ssh/config helps",
  }),
  SSH_REFUSED: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `no sshd listens at ${d.endpoint}: ${d.text}`,
    hint: () => "start sshd on that host (systemctl start ssh), or write its port: ssh://HOST:PORT",
  }),
  SSH_TIMEOUT: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `${d.endpoint} did not answer in time: ${d.text}`,
    hint: () => "is the host up, or does a firewall drop what is sent to it? A key that waits for a touch ends so too",
  }),
  SSH_CLOSED: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `${d.endpoint} closed the connection: ${d.text}`,
    hint: () =>
      "look at sshd's log there (journalctl -u ssh): too many connections (MaxStartups), or this address is not let in",
  }),
  SSH_HOST_KEY_UNKNOWN: entry<OverSsh>({
    blame: "permission",
    message: (d) => `this machine has never seen the host key of ${d.endpoint}: ${d.text}`,
    hint: (d) => `connect once by hand and compare the fingerprint: ${byHand(d.endpoint)}`,
  }),
  SSH_HOST_KEY_CHANGED: entry<OverSsh>({
    blame: "permission",
    message: (d) => `the host key of ${d.endpoint} is another one than before: somebody may be in between`,
    hint: (d) =>
      `ask who changed it; only if the host was set up anew: ssh-keygen -R HOST, then ${byHand(d.endpoint)} once by hand`,
  }),
  SSH_DENIED: entry<OverSsh>({
    blame: "permission",
    message: (d) => `${d.endpoint} does not let this user in: ${d.text}`,
    hint: (d) =>
      `this must work without a password: ${byHand(d.endpoint)} true (ssh-copy-id puts your key there; ssh-add unlocks it here)`,
  }),
  SSH_DOCKER_MISSING: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `there is no docker command for that user at ${d.endpoint}: ${d.text}`,
    hint: (d) =>
      `install the Docker CLI on that node, or put it on the PATH that this sees: ${byHand(d.endpoint)} docker version`,
  }),
  SSH_DOCKER_PERMISSION: entry<OverSsh>({
    blame: "permission",
    message: (d) => `the user of ${d.endpoint} may not open Docker's socket there: ${d.text}`,
    hint: () => "put that user into the group docker on the node (usermod -aG docker USER), or name another user",
  }),
  SSH_DOCKER_DOWN: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `ssh to ${d.endpoint} works, but no Docker Engine runs there: ${d.text}`,
    hint: () => "start it on that node: systemctl start docker; journalctl -u docker tells why it ended",
  }),
  SSH_SHELL_NOISE: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `${d.endpoint} prints text of its own before Docker's: ${JSON.stringify(d.text)}`,
    hint: (d) =>
      `let that user's shell print only on a terminal (.bashrc, .zshenv, ForceCommand); this must print nothing: ${byHand(d.endpoint)} true`,
  }),
  SSH_HOST_UNREAD: entry<OverSsh>({
    blame: "incomplete",
    message: (d) => `the host of ${d.endpoint} did not tell of its network interfaces; a shell there said: ${d.text}`,
    hint: () => "all else works; say reserve: for addresses of that host which lie in a slice, and parent: by hand",
  }),
  SSH_FAILED: entry<OverSsh>({
    blame: "unavailable",
    message: (d) => `ssh to ${d.endpoint} failed: ${d.text}`,
    hint: (d) => `see what this says: ${byHand(d.endpoint)} docker system dial-stdio`,
  }),
};
