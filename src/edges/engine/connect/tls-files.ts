/**
 * The TLS files of one folder, named as docker names them: ca.pem, cert.pem, key.pem.
 *
 * Refuses what cannot work, naming the file: missing where it is needed, unreadable, no PEM, a key that is encrypted or
 * is not the certificate's. A certificate without its key is not used, as with docker.
 */
import type { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SecureContext } from "node:tls";
import { AppError } from "../../../errors/app-error.ts";
import { asksForTls } from "./docker-endpoint.ts";
import { dockerFolder } from "./docker-settings.ts";
import { nodeCrypto, nodeTls } from "./lazy-builtins.ts";
import type { Environment } from "./way.ts";

/** Everything that a TLS connection to an Engine is made with. */
export interface Tls {
  readonly secure: SecureContext;
  /** Whether the Engine's certificate must be good. */
  readonly verify: boolean;
  readonly folder: string;
  /** Who is trusted, in words: a file, or this system. */
  readonly trusts: string;
  readonly client?: ClientCertificate;
}

export interface ClientCertificate {
  readonly file: string;
  readonly from: Date;
  readonly to: Date;
}

export interface TlsRequest {
  readonly folder: string;
  readonly verify: boolean;
  /** Who wants a ca.pem to be there; without it, and without the file, this system's CAs are trusted. */
  readonly wantedBy?: string;
}

/** What the environment gives to `tcp://` (undefined: plain) and to `https://`, whose certificate is verified unless it says not to. */
export function tlsOfEnvironment(env: Environment, scheme: "tcp" | "https"): Tls | undefined {
  if (scheme === "tcp" && !asksForTls(env)) return undefined;
  const verify = Boolean(env["DOCKER_TLS_VERIFY"]) || !env["DOCKER_TLS"];
  const folder = env["DOCKER_CERT_PATH"] || dockerFolder(env);
  const wantedBy = env["DOCKER_TLS_VERIFY"] ? { wantedBy: "DOCKER_TLS_VERIFY is set" } : {};
  return readTls({ folder, verify, ...wantedBy });
}

const read = new Map<string, Tls>();

/** A thousand Engines share one set of files, so each folder is read once. */
export function readTls(request: TlsRequest): Tls {
  const key = JSON.stringify(request);
  const known = read.get(key) ?? readAnew(request);
  read.set(key, known);
  return known;
}

function readAnew({ folder, verify, wantedBy }: TlsRequest): Tls {
  const file = (name: string): string => join(folder, name);
  const ca = textOf(file("ca.pem"), wantedBy);
  const key = textOf(file("key.pem"));
  const cert = textOf(file("cert.pem"), key === undefined ? undefined : "key.pem is there");
  if (ca !== undefined) refuseBadCertificate(file("ca.pem"), ca);
  const pair = key === undefined || cert === undefined ? undefined : { key, cert };
  const client = pair && clientOf({ ...pair, file: file("cert.pem"), keyFile: file("key.pem") });
  return {
    secure: nodeTls().createSecureContext({ ...(ca === undefined ? {} : { ca }), ...pair }),
    verify,
    folder,
    trusts: ca === undefined ? "this system" : file("ca.pem"),
    ...(client === undefined ? {} : { client }),
  };
}

/** Undefined for a file that is not there, unless somebody wants it. */
function textOf(file: string, because?: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      const reason = code === "EACCES" ? "permission denied" : message;
      throw new AppError("TLS_FILE_UNREADABLE", { file, reason }, { cause: thrown });
    }
    if (because !== undefined) throw new AppError("TLS_FILE_MISSING", { file, because }, { cause: thrown });
    return undefined;
  }
}

function clientOf(it: { key: string; cert: string; file: string; keyFile: string }): ClientCertificate {
  if (/ENCRYPTED/.test(it.key)) throw new AppError("TLS_KEY_ENCRYPTED", { file: it.keyFile });
  const { validFrom, validTo } = refuseBadCertificate(it.file, it.cert);
  try {
    nodeTls().createSecureContext({ key: it.key, cert: it.cert });
  } catch (cause) {
    const text = (cause as Error).message;
    const reason = /mismatch/.test(text) ? "it is not the key of cert.pem" : `no usable private key (${text})`;
    throw new AppError("TLS_FILE_INVALID", { file: it.keyFile, reason }, { cause });
  }
  return { file: it.file, from: new Date(validFrom), to: new Date(validTo) };
}

function refuseBadCertificate(file: string, text: string): X509Certificate {
  try {
    return new (nodeCrypto().X509Certificate)(text);
  } catch (cause) {
    throw new AppError("TLS_FILE_INVALID", { file, reason: "it holds no certificate in PEM form" }, { cause });
  }
}
