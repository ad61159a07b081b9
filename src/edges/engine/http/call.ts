/** One request to an Engine, as data. */
export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Without the version prefix: `/networks/create`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Refusals that the caller expects as an answer; all others throw. */
  readonly expect?: readonly number[];
  /** Seconds until ENGINE_TIMEOUT; default is the client's. */
  readonly seconds?: number;
}

/** How a call is named in errors: `POST /networks/create`. */
export function nameOf(call: Call): string {
  return `${call.method} ${call.path}`;
}

/** The path of a call on the wire, under `/v1.41` when a version is given. */
export function wirePath(call: Call, version: string | undefined): string {
  const query = new URLSearchParams(call.query).toString();
  return `${version === undefined ? "" : `/v${version}`}${call.path}${query === "" ? "" : `?${query}`}`;
}
