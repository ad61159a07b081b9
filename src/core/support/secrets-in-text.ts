/**
 * Takes out of a text what looks like a secret. The last net, below rules that leave out whole fields: it knows the
 * forms that secrets have in Docker's own words and in log lines, and rather takes too much.
 */
const REMOVED = "(removed)";

const RULES: readonly (readonly [pattern: RegExp, put: string])[] = [
  // Docker's own: join tokens and the key of a locked swarm.
  [/\bSWM(?:TKN|KEY)-[\w+/=-]+/g, REMOVED],
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, REMOVED],
  // Certificates and keys without their frame: DER begins with 0x30 0x82.
  [/\bMII[A-Za-z0-9+/]{40,}={0,2}/g, REMOVED],
  [/(\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${REMOVED}@`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, REMOVED],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA|ASIA|dckr_pat_)[\w-]{12,}/g, REMOVED],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{6,}/gi, `$1 ${REMOVED}`],
  [
    /([\w.-]*(?:passw(?:or)?d|passphrase|passwd|secret|token|api[-_]?key|private[-_]?key|credential|auth)[\w.-]*\\?["']?\s*[=:]\s*)(\\"[^"\\]*\\"|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"']+)/gi,
    `$1${REMOVED}`,
  ],
];

export function withoutSecrets(text: string): string {
  return RULES.reduce((left, [pattern, put]) => left.replace(pattern, put), text);
}

export interface Cleaned<T> {
  readonly value: T;
  /** How many texts in it were changed. */
  readonly changed: number;
}

/** The same for every text in a JSON value, keys included. */
export function withoutSecretsIn<T>(value: T): Cleaned<T> {
  let changed = 0;
  const text = (it: string) => {
    const left = withoutSecrets(it);
    if (left !== it) changed++;
    return left;
  };
  const walk = (it: unknown): unknown => {
    if (typeof it === "string") return text(it);
    if (Array.isArray(it)) return it.map(walk);
    if (typeof it !== "object" || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([key, inner]) => [text(key), walk(inner)]));
  };
  return { value: walk(value) as T, changed };
}
