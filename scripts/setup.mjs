/** Makes a checkout ready: npm packages, and, as root on a Debian-like Linux, what the lab needs. Quick when all is there. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

const PACKAGES = [
  ["docker.io", "dockerd"],
  ["iptables", "iptables"],
  ["iproute2", "ip"],
  ["busybox-static", "busybox"],
  ["docker-registry", "docker-registry"],
  ["nftables", "nft"],
  ["tini", "tini"],
  ["curl", "curl"],
];

/** @param {{ system: boolean }} wanted */
export async function setUp({ system }) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 12))
    throw new Error(`Node ${process.versions.node} is too old: 20.12 or later is needed`);
  if (npmIsStale()) run("npm", ["ci", "--no-audit", "--no-fund"]);
  if (system) installSystemPackages();
}

function npmIsStale() {
  const mark = "node_modules/.package-lock.json";
  return !existsSync(mark) || statSync(mark).mtimeMs < statSync("package-lock.json").mtimeMs;
}

function installSystemPackages() {
  if (process.platform !== "linux") return;
  const missing = PACKAGES.filter(([, program]) => !isThere(program)).map(([name]) => name);
  if (missing.length === 0) return;
  const install = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    console.error(`setup: the lab needs ${missing.join(", ")}; as root: apt-get update && ${install}`);
    return;
  }
  console.error(`setup: installing ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], env);
  run("apt-get", install.split(" ").slice(1), env);
}

function isThere(program) {
  return ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin"].some((folder) =>
    existsSync(`${folder}/${program}`),
  );
}

function run(program, argv, env = process.env) {
  const { status } = spawnSync(program, argv, { stdio: ["ignore", "inherit", "inherit"], env });
  if (status !== 0) throw new Error(`setup: ${program} ${argv.join(" ")} failed`);
}
