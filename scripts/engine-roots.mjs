/**
 * Makes the root folders of Engine versions that this machine has not, for labs of mixed Engines: a small Debian of each
 * suite with its docker.io, by debootstrap, signed packages only. They lie outside the checkout, in
 * `$XDG_CACHE_HOME/swarmlan/engines/VERSION` (default: ~/.cache), with a link of the suite's name, and are made once.
 *
 * `--fresh` makes them anew, since sid moves: with no lab up that stands on the old ones. What a broken-off run left is
 * made again; two runs at once wait for each other.
 * Says each root's version and path, and ends with 1 when one could not be made.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setUp } from "./setup.mjs";

/** Suite, and the Engine that a stable one holds: this machine's own needs no root. What is really there is asked. */
const SUITES = [
  ["bookworm", "20.10."],
  ["trixie", "26.1."],
  ["sid", undefined],
];
const FOLDER = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "swarmlan", "engines");
const INCLUDE = ["docker.io", "iptables", "iproute2"];
/** Since Debian 13 the command line is a package of its own. */
const CLI_APART = ["trixie", "sid"];
const MINUTES = 10;
/** Nobody reads these, and a lost root is made again: no need to wait for the disk. */
const DPKG = ["doc", "info", "lintian", "locale", "man"].map((it) => `path-exclude=/usr/share/${it}/*`);
const DROPPED = [
  ...["doc", "info", "locale", "man"].map((it) => `usr/share/${it}`),
  ...["var/cache/apt", "var/lib/apt/lists", "debootstrap", "usr/sbin/policy-rc.d"],
];

if (process.platform !== "linux" || process.getuid?.() !== 0) {
  console.error("engine roots: they are made on Linux, as root");
  process.exit(1);
}
mkdirSync(FOLDER, { recursive: true });
if (process.env["SWARMLAN_ENGINES_LOCKED"]) await makeAll(process.argv.includes("--fresh"));
else underLock();

/** flock(1) holds the lock for us: the kernel takes it back however we end. */
function underLock() {
  const again = [process.execPath, import.meta.filename, ...process.argv.slice(2)];
  const env = { ...process.env, SWARMLAN_ENGINES_LOCKED: "1" };
  const lock = join(FOLDER, ".lock");
  if (spawnSync("flock", ["--nonblock", lock, "true"]).status !== 0)
    console.log("engine roots: waiting for another run");
  process.exitCode = spawnSync("flock", [lock, ...again], { stdio: ["ignore", "inherit", "inherit"], env }).status ?? 1;
}

async function makeAll(fresh) {
  const own = engineOf("/");
  console.log(`${(own ?? "none").padEnd(8)} this machine's own`);
  const wanted = SUITES.filter(([, version]) => version === undefined || !own?.startsWith(version)).map(([it]) => it);
  if (fresh || wanted.some((it) => madeBefore(it) === undefined)) await setUp({ system: true });
  const made = await Promise.allSettled(wanted.map((suite) => rootOf(suite, fresh)));
  for (const { reason } of made.filter((it) => it.status === "rejected")) {
    console.error(`engine roots: ${reason instanceof Error ? reason.message : reason}`);
    process.exitCode = 1;
  }
}

async function rootOf(suite, fresh) {
  const before = fresh ? undefined : madeBefore(suite);
  const { version, how } = before === undefined ? await make(suite) : { version: before, how: "made before" };
  console.log(`${version.padEnd(8)} ${join(FOLDER, version)}  (${suite}, ${how})`);
}

/** The version of a suite's root that is there and whole: it gets its name when it is. */
function madeBefore(suite) {
  const link = join(FOLDER, suite);
  return existsSync(link) ? readlinkSync(link) : undefined;
}

async function make(suite) {
  const root = join(FOLDER, `.making-${suite}`);
  rmSync(root, { recursive: true, force: true });
  const took = [];
  for (const [what, step] of [
    ["fetched and unpacked", () => unpack(suite, root)],
    ["set up", () => configure(suite, root)],
  ]) {
    const began = performance.now();
    await step();
    took.push(`${what} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  const version = engineOf(root);
  if (version === undefined) throw new Error(`${suite}: no dockerd that runs came out of it; see ${logOf(suite)}`);
  for (const it of DROPPED) rmSync(join(root, it), { recursive: true, force: true });
  keep({ suite, root, version });
  return { version, how: took.join(", ") };
}

/** All or nothing: whoever looks meanwhile sees the old root or the new one. */
function keep({ suite, root, version }) {
  const [place, link, old] = [join(FOLDER, version), join(FOLDER, suite), join(FOLDER, `.old-${suite}`)];
  rmSync(link, { force: true });
  rmSync(old, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(root, place);
  symlinkSync(version, link);
  rmSync(old, { recursive: true, force: true });
}

async function unpack(suite, root) {
  const mirror = ownMirror();
  const include = [...INCLUDE, ...(CLI_APART.includes(suite) ? ["docker-cli"] : [])];
  const argv = ["--foreign", "--force-check-gpg", "--variant=minbase", `--include=${include.join(",")}`, suite, root];
  writeFileSync(logOf(suite), "");
  await run("debootstrap", [...argv, ...(mirror === undefined ? [] : [mirror])], { suite, env: proxies(mirror) });
}

async function configure(suite, root) {
  mkdirSync(join(root, "etc/dpkg/dpkg.cfg.d"), { recursive: true });
  writeFileSync(join(root, "etc/dpkg/dpkg.cfg.d/engine-root"), `${["force-unsafe-io", ...DPKG].join("\n")}\n`);
  writeFileSync(join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 }); // start no service
  const env = { DEBIAN_FRONTEND: "noninteractive", DEBCONF_NONINTERACTIVE_SEEN: "true" };
  await run("chroot", [root, "/debootstrap/debootstrap", "--second-stage"], { suite, env });
}

/**
 * In namespaces of its own, which end with it: nothing that it mounts in the root can outlive it, so that removing a
 * half-made root never reaches this machine's own files.
 */
function run(program, argv, { suite, env }) {
  const apart = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--"];
  const child = spawn("unshare", [...apart, program, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env, LC_ALL: "C" },
    timeout: MINUTES * 60_000,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
      writeFileSync(logOf(suite), chunk, { flag: "a" });
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve();
      const end = signal === null ? `ended with ${code}` : `was ended by ${signal} (limit: ${MINUTES} minutes)`;
      const lines = said.trimEnd().split("\n").slice(-5);
      reject(new Error([`${suite}: ${program} ${end}; all it said is in ${logOf(suite)}`, ...lines].join("\n  ")));
    });
  });
}

function logOf(suite) {
  return join(FOLDER, `${suite}.log`);
}

/** The first three numbers of what the root's dockerd says it is. */
function engineOf(root) {
  const { status, stdout } = spawnSync("chroot", [root, "dockerd", "--version"], { encoding: "utf8" });
  return status === 0 ? /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
}

/** Where this machine has its Debian packages from, as apt itself reads its sources; else debootstrap's default. */
function ownMirror() {
  const format = "$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)";
  const { stdout } = spawnSync("apt-get", ["indextargets", "--format", format, "Created-By: Packages"], {
    encoding: "utf8",
  });
  return (stdout ?? "")
    .split("\n")
    .map((line) => line.split(" "))
    .find(([origin, component, release, uri]) => {
      const debian = origin === "Debian" && component === "main" && !release?.endsWith("-security");
      return debian && /^(https?|file):/.test(uri ?? "");
    })?.[3];
}

/** The proxies that apt goes through: debootstrap fetches by itself. */
function proxies(mirror) {
  const host = mirror === undefined ? "" : new URL(mirror).hostname;
  const found = ["http", "https"].flatMap((scheme) => {
    const said = apt(`Acquire::${scheme}::Proxy::${host}`) || apt(`Acquire::${scheme}::Proxy`);
    return said === "" || said === "DIRECT" ? [] : [[`${scheme}_proxy`, said]];
  });
  return Object.fromEntries(found.filter(([name]) => process.env[name] === undefined));
}

function apt(key) {
  const { stdout } = spawnSync("apt-config", ["shell", "IT", key], { encoding: "utf8" });
  return /^IT='(.*)'/.exec(stdout ?? "")?.[1] ?? "";
}
