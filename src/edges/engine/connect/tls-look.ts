/**
 * Looks at a TLS server after a connection to it failed: whose certificate it has, and whether it takes ours.
 *
 * A second connection that trusts anybody and sends nothing. Sending nothing matters: an Engine that refuses our
 * certificate says so after its handshake (TLS 1.3), and with a request under way the connection is often reset before
 * its reason is read.
 */
import type { PeerCertificate } from "node:tls";
import { nodeTls } from "./lazy-builtins.ts";
import { type HostPort, tlsOptions } from "./tls-options.ts";
import type { Tls } from "./tls-files.ts";

export interface Look {
  /** Undefined when there was no handshake. */
  readonly certificate?: PeerCertificate;
  /** Why it is not to be trusted: OpenSSL's or Node's code. */
  readonly distrust?: string;
  /** What the server or OpenSSL said; undefined when the server went on listening. */
  readonly broke?: { readonly code?: string; readonly message: string };
}

/** How long a server may take to refuse what it has just been shown. */
const REFUSAL_MS = 1000;
const HANDSHAKE_MS = 5000;

/** Never rejects. Without `tls` it only sees whether TLS is spoken there. */
export function lookAt(to: HostPort, tls?: Tls): Promise<Look> {
  return new Promise((resolve) => {
    let seen: Look = {};
    const socket = nodeTls().connect({ ...(tls === undefined ? to : tlsOptions(to, tls)), rejectUnauthorized: false });
    const end = (broke?: Look["broke"]): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(broke === undefined ? seen : { ...seen, broke });
    };
    let timer = setTimeout(end, HANDSHAKE_MS);
    socket.once("secureConnect", () => {
      // Node's types have an Error here, its code a text.
      const distrust = socket.authorized ? "" : String(socket.authorizationError);
      seen = { certificate: socket.getPeerCertificate(true), ...(distrust === "" ? {} : { distrust }) };
      if (tls === undefined || (tls.verify && distrust !== "")) return end();
      clearTimeout(timer);
      timer = setTimeout(end, REFUSAL_MS);
    });
    socket.once("error", end);
    socket.once("close", () => end({ message: "the connection was closed" }));
    socket.resume();
  });
}
