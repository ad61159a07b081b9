/**
 * `context://prod`: a docker context, as `docker context create` stores it: where its Engine is, and its TLS files.
 *
 * Refuses (CONTEXT_MISSING) a name that is not there, saying which are. `default` is never on disk: it stands for
 * DOCKER_HOST or the local Engine, as docker has it.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../../errors/app-error.ts";
import { dockerFolder, readJson } from "./docker-settings.ts";
import { nodeCrypto } from "./lazy-builtins.ts";
import type { Environment } from "./way.ts";

export interface DockerContext {
  /** As `tcp://mgr01:2376`; empty for the local Engine. */
  readonly host: string;
  readonly skipVerify: boolean;
  /** Where its ca.pem, cert.pem and key.pem would be. */
  readonly tlsFolder: string;
}

interface Meta {
  readonly Name?: unknown;
  readonly Endpoints?: { readonly docker?: { readonly Host?: unknown; readonly SkipTLSVerify?: unknown } };
}

/** The context's name in `context://prod`; undefined for any other endpoint. */
export function contextIn(endpoint: string): string | undefined {
  return /^context:\/\/([^/]+)\/?$/.exec(endpoint)?.[1];
}

/** The context of that name. Throws CONTEXT_MISSING, or CONTEXT_UNREADABLE for one that is there and of no use. */
export function readContext(name: string, env: Environment): DockerContext {
  const folder = join(dockerFolder(env), "contexts");
  const id = nodeCrypto().createHash("sha256").update(name).digest("hex");
  const file = join(folder, "meta", id, "meta.json");
  const meta = readJson(file) as Meta | undefined;
  if (meta === undefined) {
    throw new AppError("CONTEXT_MISSING", { name, there: namesIn(folder) });
  }
  const docker = meta.Endpoints?.docker;
  if (docker === undefined) {
    throw new AppError("CONTEXT_UNREADABLE", { file, reason: `the context ${name} leads to no Docker Engine` });
  }
  return {
    host: typeof docker.Host === "string" ? docker.Host : "",
    skipVerify: docker.SkipTLSVerify === true,
    tlsFolder: join(folder, "tls", id, "docker"),
  };
}

/** What is there, for whoever named something else; a broken one among them does not matter then. */
function namesIn(folder: string): readonly string[] {
  const meta = join(folder, "meta");
  const names = readdirIn(meta).flatMap((id) => {
    try {
      const { Name } = (readJson(join(meta, id, "meta.json")) ?? {}) as Meta;
      return typeof Name === "string" ? [Name] : [];
    } catch {
      return [];
    }
  });
  return names.sort();
}

function readdirIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
