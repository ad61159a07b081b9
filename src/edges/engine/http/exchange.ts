/** One HTTP exchange over a pool: sends, resolves with the head of the answer. Knows nothing of Docker. */
import { type Agent, type IncomingMessage, request } from "node:http";

export interface RawRequest {
  readonly agent: Agent;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** A connection that failed, with whether the pool had used it before (then the other side may just have closed it). */
export class ConnectionLost extends Error {
  readonly reused: boolean;
  readonly code: string;

  constructor(cause: NodeJS.ErrnoException, reused: boolean) {
    super(cause.message, { cause });
    this.reused = reused;
    this.code = cause.code ?? "";
  }
}

/** Rejects with ConnectionLost, or with the signal's AbortError. */
export function exchange(raw: RawRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = { Host: "docker", "User-Agent": "swarmlan" };
    if (raw.body !== undefined) {
      headers["Content-Type"] = "application/json";
      headers["Content-Length"] = Buffer.byteLength(raw.body);
    }
    const { agent, method, path, signal } = raw;
    const sent = request({ agent, method, path, headers, signal });
    sent.once("response", resolve);
    sent.on("error", (error: NodeJS.ErrnoException) => {
      reject(signal.aborted ? error : new ConnectionLost(error, sent.reusedSocket));
    });
    sent.end(raw.body);
  });
}
