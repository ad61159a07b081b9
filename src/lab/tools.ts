/** The programs that a lab is made of, where they are on this machine, and which Debian package has them. */
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";

/** `docker-cli` is a package of its own since Debian 13. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: "iproute2",
  nsenter: "util-linux",
  unshare: "util-linux",
  iptables: "iptables",
  dockerd: "docker.io",
  docker: "docker.io",
  tini: "tini",
  busybox: "busybox-static",
  "docker-registry": "docker-registry",
  sshd: "openssh-server",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
};

const FOLDERS = [
  ...(process.env["PATH"] ?? "").split(":"),
  ...["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"],
];

/** Where a program is; undefined when this machine has none of that name. */
export function toolPath(tool: string): string | undefined {
  return FOLDERS.filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, tool))
    .find(isProgram);
}

/** What is missing here, with the package to install for each. */
export function missingTools(): readonly { readonly tool: string; readonly package: string }[] {
  return Object.entries(PACKAGES)
    .filter(([tool]) => !isThere(tool))
    .map(([tool, name]) => ({ tool, package: tool === "docker" ? dockerPackage() : name }));
}

/** Docker's own packages bring tini as `docker-init`. */
export function initPath(): string | undefined {
  return toolPath("tini") ?? toolPath("docker-init");
}

function isThere(tool: string): boolean {
  if (tool === "tini") return initPath() !== undefined;
  const path = toolPath(tool);
  // The dynamic busybox of the package of that name would not run in an image that has no libraries.
  return path !== undefined && (tool !== "busybox" || isStatic(path));
}

function dockerPackage(): string {
  const file = "/etc/os-release";
  const release = existsSync(file) ? readFileSync(file, "utf8") : "";
  const version = /^VERSION_ID="?(\d+)/m.exec(release)?.[1] ?? "13"; // testing and unstable have none
  return /^ID=debian/m.test(release) && Number(version) >= 13 ? "docker-cli" : "docker.io";
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A program that names a loader (elf(5): a segment PT_INTERP) is a dynamic one. Reads 64-bit little-endian ELF. */
function isStatic(file: string): boolean {
  const head = Buffer.alloc(4096);
  const fd = openSync(file, "r");
  try {
    readSync(fd, head, 0, head.length, 0);
  } finally {
    closeSync(fd);
  }
  if (head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2 || head[5] !== 1) return true; // not for us to judge
  const [table, size, count] = [Number(head.readBigUInt64LE(32)), head.readUInt16LE(54), head.readUInt16LE(56)];
  return Array.from({ length: count }, (_, at) => table + at * size).every(
    (at) => at + 4 > head.length || head.readUInt32LE(at) !== 3,
  );
}
