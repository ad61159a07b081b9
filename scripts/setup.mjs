/** Makes a checkout ready: npm packages, and, as root on a Debian-like Linux, what the lab needs. Quick when all is there. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Package and the program (or file) that shows it is there; the first ones are what `src/lab/tools.ts` asks for. */
const PACKAGES = [
  ["docker.io", "dockerd"],
  [dockerCliPackage(), "docker"],
  ["iptables", "iptables"],
  ["iproute2", "ip"],
  ["util-linux", "nsenter"],
  ["busybox-static", "busybox"],
  ["docker-registry", "docker-registry"],
  ["tini", "tini"],
  ["openssh-server", "sshd"],
  ["openssh-client", "ssh"],
  ["nftables", "nft"],
  ["procps", "ps"],
  ["curl", "curl"],
  ["arp-scan", "arp-scan"],
  ["ndisc6", "ndisc6"],
  ["socat", "socat"],
  ["openssl", "openssl"],
  // for other versions of the Engine: scripts/engine-roots.mjs
  ["debootstrap", "debootstrap"],
  ["debian-archive-keyring", "/usr/share/keyrings/debian-archive-keyring.gpg"],
];

/** What only tests need: shells that complete, a judge of the man page, and what takes our exports. */
const TEST_PACKAGES = [
  ["mandoc", "mandoc"],
  ["zsh", "zsh"],
  ["fish", "fish"],
  ["shellcheck", "shellcheck"],
  ["ansible-core", "ansible-playbook"],
];

/** @param {{ system: boolean, tests?: boolean }} wanted */
export async function setUp({ system, tests = false }) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 12))
    throw new Error(`Node ${process.versions.node} is too old: 20.12 or later is needed`);
  // Not `npm ci`: it refuses a lock file that leaves out the binaries of other platforms.
  if (npmIsStale()) run("npm", ["install", "--no-save", "--no-audit", "--no-fund"]);
  if (system) installSystemPackages(tests ? [...PACKAGES, ...TEST_PACKAGES] : PACKAGES);
}

function npmIsStale() {
  const mark = "node_modules/.package-lock.json";
  return !existsSync(mark) || statSync(mark).mtimeMs < statSync("package-lock.json").mtimeMs;
}

function installSystemPackages(packages) {
  if (process.platform !== "linux") return;
  const missing = [...new Set(packages.filter(([, program]) => !isThere(program)).map(([name]) => name))];
  if (missing.length === 0) return;
  const install = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    console.error(`setup: the lab needs ${missing.join(", ")}; as root: apt-get update && ${install}`);
    return;
  }
  console.error(`setup: installing ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  withoutStartingServices(() => {
    run("apt-get", ["update", "-q"], env);
    run("apt-get", install.split(" ").slice(1), env);
  });
}

/** The lab runs Engines and a registry of its own: this machine is not to get them as services on the way (policy-rc.d). */
function withoutStartingServices(work) {
  const policy = "/usr/sbin/policy-rc.d";
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

/** A busybox that needs libraries would not run in the lab's image, which has none. */
function isThere(program) {
  if (program.startsWith("/")) return existsSync(program);
  const path = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"]
    .map((folder) => `${folder}/${program}`)
    .find((file) => existsSync(file));
  if (path === undefined) return false;
  return program !== "busybox" || spawnSync("ldd", [path], { stdio: "ignore" }).status !== 0;
}

/** Since Debian 13 the command line is a package of its own. */
function dockerCliPackage() {
  if (!existsSync("/etc/os-release")) return "docker.io";
  const version = /^VERSION_ID="?(\d+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  const split = /^ID=debian/m.test(readFileSync("/etc/os-release", "utf8")) && Number(version ?? 13) >= 13;
  return split ? "docker-cli" : "docker.io";
}

function run(program, argv, env = process.env) {
  const { status } = spawnSync(program, argv, { stdio: ["ignore", "inherit", "inherit"], env });
  if (status !== 0) throw new Error(`setup: ${program} ${argv.join(" ")} failed`);
}
