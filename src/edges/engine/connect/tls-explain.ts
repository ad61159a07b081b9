/** What a broken TLS connection means: the code, and what to do about it. Asks the server once more where that helps. */
import type { PeerCertificate } from "node:tls";
import { AppError } from "../../../errors/app-error.ts";
import type { Tls } from "./tls-files.ts";
import { type Look, lookAt } from "./tls-look.ts";
import type { HostPort } from "./tls-options.ts";

export interface TlsPlace extends HostPort {
  readonly endpoint: string;
}

/** Not about TLS: nobody was reached. */
const NOT_REACHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL|EACCES|EPERM)$/;
/** OpenSSL's words for bytes that are no TLS: a plain HTTP answer, most often. */
const NO_TLS = /wrong.version.number|packet.length.too.long|http.request|unknown.protocol|record.layer.failure/i;
const ALERT = /alert[ _]([a-z_ ]+?)(?::|$)/i;

/** Undefined when TLS has nothing to do with it. */
export async function explainTls(
  error: NodeJS.ErrnoException,
  place: TlsPlace,
  tls: Tls,
): Promise<AppError | undefined> {
  if (NOT_REACHED.test(error.code ?? "")) return undefined;
  const { endpoint } = place;
  if (speaksNoTls(error)) return new AppError("TLS_NOT_SPOKEN", { endpoint }, { cause: error }) as AppError;
  return meaningOf(await lookAt(place, tls), { place, tls, error });
}

/** What a broken plain connection means: some TLS servers, not Engines, just hang up on it. */
export async function explainPlain(error: NodeJS.ErrnoException, place: TlsPlace): Promise<AppError | undefined> {
  if (NOT_REACHED.test(error.code ?? "")) return undefined;
  const { certificate } = await lookAt(place);
  if (certificate === undefined) return undefined;
  return new AppError("TLS_WANTED", { endpoint: place.endpoint }, { cause: error }) as AppError;
}

function meaningOf(
  look: Look,
  of: { readonly place: TlsPlace; readonly tls: Tls; readonly error: NodeJS.ErrnoException },
): AppError | undefined {
  const { place, tls, error } = of;
  const { certificate, distrust, broke } = look;
  if (distrust !== undefined && certificate !== undefined && tls.verify) {
    return distrusted(distrust, certificate, place, tls);
  }
  if (broke === undefined || NOT_REACHED.test(broke.code ?? "")) return undefined;
  const { endpoint } = place;
  if (speaksNoTls(broke)) return new AppError("TLS_NOT_SPOKEN", { endpoint }, { cause: error }) as AppError;
  const alert = ALERT.exec(broke.message)?.[1];
  if (certificate !== undefined || alert !== undefined) return clientRefused(place, tls, alert);
  return new AppError("TLS_FAILED", { endpoint, reason: broke.message }, { cause: error }) as AppError;
}

function speaksNoTls(error: { readonly code?: string | undefined; readonly message: string }): boolean {
  return NO_TLS.test(`${error.code} ${error.message}`);
}

function distrusted(code: string, certificate: PeerCertificate, place: TlsPlace, tls: Tls): AppError {
  const { endpoint, host } = place;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const names = certificate.subjectaltname?.replaceAll(/(DNS|IP Address):/g, "") ?? "no name at all";
    return new AppError("TLS_WRONG_NAME", { endpoint, name: host, names }) as AppError;
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return new AppError("TLS_SERVER_EXPIRED", { endpoint, ...whenValid(certificate) }) as AppError;
  }
  const { subject, issuer } = { subject: nameOf(certificate.subject), issuer: nameOf(certificate.issuer) };
  return new AppError("TLS_WRONG_CA", { endpoint, subject, issuer, ca: tls.trusts }) as AppError;
}

/** A good certificate that is said to be out of date has a CA that is. */
function whenValid(certificate: PeerCertificate): { whose: string; when: string } {
  const own = outside(new Date(certificate.valid_from), new Date(certificate.valid_to));
  if (own !== undefined) return { whose: "it", when: own };
  return { whose: `its CA (${nameOf(certificate.issuer)})`, when: "is out of date" };
}

function clientRefused(place: TlsPlace, tls: Tls, alert: string | undefined): AppError {
  const { endpoint } = place;
  if (tls.client === undefined) {
    return new AppError("TLS_CLIENT_CERT_MISSING", { endpoint, folder: tls.folder }) as AppError;
  }
  const { file } = tls.client;
  const when = outside(tls.client.from, tls.client.to);
  if (when !== undefined) return new AppError("TLS_CLIENT_CERT_EXPIRED", { endpoint, file, when }) as AppError;
  const text = alert === undefined ? "it closed the connection" : `it says "${alert.trim().replaceAll("_", " ")}"`;
  return new AppError("TLS_CLIENT_CERT_REFUSED", { endpoint, file, text }) as AppError;
}

/** In words, when a time of validity does not hold now. */
function outside(from: Date, to: Date): string | undefined {
  const now = new Date();
  if (to < now) return `expired on ${to.toISOString()}`;
  return from > now ? `begins to be valid on ${from.toISOString()}` : undefined;
}

function nameOf(name: PeerCertificate["subject"] | undefined): string {
  const text = Object.entries(name ?? {}).map(([key, value]) => `${key}=${[value].flat().join("+")}`);
  return text.join(", ") || "nobody";
}
