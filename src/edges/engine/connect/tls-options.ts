/** What every TLS connection to an Engine is dialled with. */
import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { Tls } from "./tls-files.ts";

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** The host is the name that its certificate must have; proxies choose by it too (SNI, which has no addresses). */
export function tlsOptions({ host, port }: HostPort, tls: Tls): ConnectionOptions {
  const name = isIP(host) === 0 ? { servername: host } : {};
  return { host, port, secureContext: tls.secure, rejectUnauthorized: tls.verify, ...name };
}
