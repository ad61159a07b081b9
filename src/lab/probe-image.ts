/**
 * The probe image: the programs that doctor's probes run on a node, with the libraries that they need, as `docker load`
 * takes it. Made from this machine's own programs; nothing is fetched from anywhere.
 *
 * Throws LAB_TOOLS_MISSING, naming the packages.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../errors/app-error.ts";
import { PROBE_IMAGE } from "../model/probe-image.ts";
import { labEnvironment, run } from "./run.ts";
import { type TarEntry, tarOf } from "./tar.ts";
import { toolPath } from "./tools.ts";

/** Program and Debian package. */
const TOOLS: Readonly<Record<string, string>> = {
  busybox: "busybox-static",
  "arp-scan": "arp-scan",
  ndisc6: "ndisc6",
  socat: "socat",
  ip: "iproute2",
};
/** Busybox's shell prefers its own `ip`, which writes no JSON. */
const CALLED: Readonly<Record<string, string>> = { ip: "ip.iproute2" };

const APPLETS = [
  ...["sh", "cat", "echo", "printf", "sleep", "timeout", "date", "nsenter", "ping", "nslookup", "nc", "readlink"],
  ...["basename", "test", "xxd", "kill", "true", "false", "tr", "wc", "mkdir", "rm", "traceroute"],
];

export async function probeImage(): Promise<Buffer> {
  const missing = Object.entries(TOOLS).filter(([tool]) => toolPath(tool) === undefined);
  if (missing.length > 0)
    throw new AppError("LAB_TOOLS_MISSING", { missing: missing.map(([tool, name]) => ({ tool, package: name })) });
  const programs = await Promise.all(
    Object.keys(TOOLS).map(async (tool) => {
      const path = toolPath(tool) as string;
      return {
        name: `bin/${CALLED[tool] ?? tool}`,
        path,
        libraries: tool === "busybox" ? [] : await librariesOf(path),
      };
    }),
  );
  return archiveOf(rootFileSystem(programs));
}

interface Program {
  readonly name: string;
  readonly path: string;
  readonly libraries: readonly string[];
}

/** What the loader would load, by the paths that it looks at. */
async function librariesOf(path: string): Promise<readonly string[]> {
  const { stdout } = await run(["ldd", path], labEnvironment("-"));
  return stdout.split("\n").flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

function rootFileSystem(programs: readonly Program[]): Buffer {
  const libraries = [...new Set(programs.flatMap((it) => it.libraries))].sort();
  const folders = new Set(["bin", "etc", "tmp", "proc", "sys", "dev"]);
  for (const library of libraries) for (const folder of foldersAbove(library.slice(1))) folders.add(folder);
  const file = (name: string, path: string): TarEntry => ({
    kind: "file",
    name,
    mode: 0o755,
    content: readFileSync(path),
  });
  return tarOf([
    ...[...folders].sort().map((name): TarEntry => ({ kind: "folder", name: `${name}/` })),
    ...programs.map((it) => file(it.name, it.path)),
    ...libraries.map((it) => file(it.slice(1), it)),
    ...APPLETS.map((name): TarEntry => ({ kind: "link", name: `bin/${name}`, target: "busybox" })),
    { kind: "file", name: "etc/passwd", mode: 0o644, content: Buffer.from("root:x:0:0:root:/:/bin/sh\n") },
  ]);
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === "." ? [] : [...foldersAbove(folder), folder];
}

/** The form of `docker save`: layer, config, and the list of both. */
function archiveOf(layer: Buffer): Buffer {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: "linux",
      config: { Env: ["PATH=/bin"], Cmd: ["/bin/sh"] },
      rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
      history: [{ created_by: "swarmlan" }],
    }),
  );
  const manifest = [{ Config: `${sha256(config)}.json`, RepoTags: [PROBE_IMAGE], Layers: ["layer.tar"] }];
  const file = (name: string, content: Buffer): TarEntry => ({ kind: "file", name, mode: 0o644, content });
  return tarOf([
    file(`${sha256(config)}.json`, config),
    file("layer.tar", layer),
    file("manifest.json", Buffer.from(JSON.stringify(manifest))),
  ]);
}

function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
