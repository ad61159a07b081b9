/** The docker command lines of this machine: how long a person's commands take hangs on which one it is. */
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";

export interface DockerCli {
  readonly path: string;
  readonly version: string;
}

/** Each version that is in a folder of PATH, in its order; the first is the one that `docker` means. */
export function dockerClis(): readonly DockerCli[] {
  const paths = (process.env["PATH"] ?? "").split(":").map((folder) => join(folder, "docker"));
  const there = [...new Set(paths.filter((it) => existsSync(it)).map((it) => realpathSync(it)))];
  const byVersion = new Map<string, DockerCli>();
  for (const path of there) {
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    const version = /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (version !== undefined && !byVersion.has(version)) byVersion.set(version, { path, version });
  }
  return [...byVersion.values()];
}
