/**
 * A certificate authority made anew for each test run, with `openssl`: no key is ever in the repository.
 *
 * Its files are named as docker names them, so that a folder of one identity can stand as DOCKER_CERT_PATH.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Identity {
  /** Holds ca.pem, cert.pem and key.pem. */
  readonly folder: string;
}

export interface IdentityOptions {
  readonly name: string;
  /** As `DNS:localhost,IP:127.0.0.1`. */
  readonly names?: string;
  readonly use: "serverAuth" | "clientAuth";
  /** Valid in the January of 2020 only. */
  readonly expired?: boolean;
}

export interface TestCa {
  /** Path of ca.pem. */
  readonly file: string;
  issue(options: IdentityOptions): Identity;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const CONFIG = `[ca]
default_ca = it
[it]
database = index.txt
new_certs_dir = .
default_md = sha256
policy = policy
rand_serial = yes
unique_subject = no
[policy]
commonName = supplied
`;

/** `folder` is made. */
export function makeTestCa(folder: string, name = "swarmlan test CA"): TestCa {
  mkdirSync(folder, { recursive: true });
  const openssl = (...argv: string[]): void => {
    execFileSync("openssl", argv, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  openssl("req", "-x509", ...NEW_KEY, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", `/CN=${name}`, "-days", "2");
  writeFileSync(join(folder, "ca.cnf"), CONFIG);
  writeFileSync(join(folder, "index.txt"), "");
  return {
    file: join(folder, "ca.pem"),
    issue: ({ name: subject, names, use, expired }) => {
      const own = join(folder, subject);
      mkdirSync(own);
      const alt = names === undefined ? "" : `subjectAltName=${names}\n`;
      writeFileSync(join(own, "ext"), `${alt}extendedKeyUsage=${use}\n`);
      const [key, cert, request] = [join(own, "key.pem"), join(own, "cert.pem"), join(own, "request.pem")];
      openssl("req", ...NEW_KEY, "-keyout", key, "-out", request, "-subj", `/CN=${subject}`);
      const time = expired ? ["-startdate", "20200101000000Z", "-enddate", "20200131000000Z"] : ["-days", "1"];
      const by = ["-cert", "ca.pem", "-keyfile", "ca-key.pem", "-extfile", join(own, "ext")];
      openssl("ca", "-batch", "-config", "ca.cnf", "-notext", ...by, ...time, "-in", request, "-out", cert);
      copyFileSync(join(folder, "ca.pem"), join(own, "ca.pem"));
      return { folder: own };
    },
  };
}
