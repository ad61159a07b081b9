/** What can go wrong with certificates and keys on the way to an Engine. A way's own words; `explain` shows them without details. */
import { entry } from "../entry.ts";

export const tlsErrors = {
  TLS_FILE_MISSING: entry<{ file: string; because: string }>({
    blame: "usage",
    message: (d) => `there is no ${d.file}, but ${d.because}`,
    hint: () => "name the folder that holds ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH",
  }),
  TLS_FILE_UNREADABLE: entry<{ file: string; reason: string }>({
    blame: "permission",
    message: (d) => `${d.file} cannot be read: ${d.reason}`,
    hint: () => "make it readable for this user, or run it as the user who owns it",
  }),
  TLS_FILE_INVALID: entry<{ file: string; reason: string }>({
    blame: "usage",
    message: (d) => `${d.file} is of no use: ${d.reason}`,
    hint: () => "put the right file there, in PEM form; docker itself fails with this one too",
  }),
  TLS_KEY_ENCRYPTED: entry<{ file: string }>({
    blame: "usage",
    message: (d) => `${d.file} is encrypted with a passphrase`,
    hint: () => "decrypt it into a file that only you can read (openssl pkey -in key.pem -out plain.pem)",
  }),
  TLS_WRONG_CA: entry<{ endpoint: string; subject: string; issuer: string; ca: string }>({
    blame: "unavailable",
    message: (d) =>
      `the certificate of ${d.endpoint} (${d.subject}) is signed by ${d.issuer}, which ${d.ca} does not vouch for`,
    hint: () => "put the CA that signed it into ca.pem; if it was not changed on purpose, somebody may be in between",
  }),
  TLS_SERVER_EXPIRED: entry<{ endpoint: string; whose: string; when: string }>({
    blame: "unavailable",
    message: (d) => `the certificate of ${d.endpoint} is not valid now: ${d.whose} ${d.when}`,
    hint: () => "give that Engine a new certificate and restart it; if the dates look right, see this machine's clock",
  }),
  TLS_WRONG_NAME: entry<{ endpoint: string; name: string; names: string }>({
    blame: "unavailable",
    message: (d) => `the certificate of ${d.endpoint} is for ${d.names}, not for ${d.name}`,
    hint: () => "use a name that it has, or sign one with this name or address as subjectAltName",
  }),
  TLS_CLIENT_CERT_MISSING: entry<{ endpoint: string; folder: string }>({
    blame: "permission",
    message: (d) => `${d.endpoint} asks for a client certificate, and there is none in ${d.folder}`,
    hint: () => "put cert.pem and key.pem there, or name their folder in DOCKER_CERT_PATH",
  }),
  TLS_CLIENT_CERT_EXPIRED: entry<{ endpoint: string; file: string; when: string }>({
    blame: "permission",
    message: (d) => `${d.endpoint} does not take ${d.file}: it ${d.when}`,
    hint: () => "have a new client certificate signed; if the dates look right, see this machine's clock",
  }),
  TLS_CLIENT_CERT_REFUSED: entry<{ endpoint: string; file: string; text: string }>({
    blame: "permission",
    message: (d) => `${d.endpoint} does not take ${d.file}: ${d.text}`,
    hint: () => "use a client certificate (extendedKeyUsage clientAuth) signed by the CA of that Engine's --tlscacert",
  }),
  TLS_FAILED: entry<{ endpoint: string; reason: string }>({
    blame: "unavailable",
    message: (d) => `no TLS connection to ${d.endpoint}: ${d.reason}`,
    hint: () => "compare with: openssl s_client -connect HOST:PORT -CAfile ca.pem -cert cert.pem -key key.pem",
  }),
  TLS_WANTED: entry<{ endpoint: string }>({
    blame: "unavailable",
    message: (d) => `${d.endpoint} wants TLS, but was spoken to in plain`,
    hint: () => "set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or write the endpoint as https://HOST:PORT",
  }),
  TLS_NOT_SPOKEN: entry<{ endpoint: string }>({
    blame: "unavailable",
    message: (d) => `${d.endpoint} does not speak TLS`,
    hint: () =>
      "see the port: Engines have TLS on 2376 as a rule; on 2375 they speak in plain (unset DOCKER_TLS_VERIFY)",
  }),
  TLS_UNVERIFIED: entry<{ endpoint: string; because: string }>({
    blame: "failed",
    message: (d) => `nobody verifies that ${d.endpoint} is the right Engine: ${d.because}`,
    hint: () => "set DOCKER_TLS_VERIFY=1, or make the context again without skip-tls-verify",
  }),
};
