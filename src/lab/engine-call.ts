/**
 * One call to one of the lab's Engines, for raising the lab: the product's own client lives in `edges/engine` and knows
 * much more. Unversioned paths: an Engine then speaks its newest API, and the few calls made here never changed.
 */
import { request } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { AppError } from "../errors/app-error.ts";

export interface EngineCall {
  readonly socket: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value goes as JSON, bytes and streams as a tar. */
  readonly body?: Buffer | Readable | Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
}

/** The answer's text; throws LAB_ENGINE_REFUSED or LAB_ENGINE_SILENT. */
export function callEngine(call: EngineCall): Promise<string> {
  const what = `${call.method} ${call.path}`;
  const raw = Buffer.isBuffer(call.body) || isStream(call.body);
  const headers = { Host: "docker", "Content-Type": raw ? "application/x-tar" : "application/json", ...call.headers };
  return new Promise((resolve, reject) => {
    const silent = (error: Error) =>
      reject(
        call.signal?.aborted
          ? new AppError("INTERRUPTED", { what })
          : new AppError("LAB_ENGINE_SILENT", { call: what, reason: error.message }, { cause: error }),
      );
    const { socket: socketPath, method, path, signal } = call;
    const sent = request(
      { socketPath, method, path, headers, agent: false, ...(signal ? { signal } : {}) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", silent);
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const status = answer.statusCode ?? 0;
          const trouble = troubleIn(text, status);
          if (trouble === undefined) resolve(text);
          else reject(new AppError("LAB_ENGINE_REFUSED", { call: what, status, text: trouble }));
        });
      },
    );
    sent.on("error", silent);
    if (isStream(call.body)) pipeline(call.body, sent, () => undefined);
    else sent.end(Buffer.isBuffer(call.body) ? call.body : call.body && JSON.stringify(call.body));
  });
}

function isStream(body: EngineCall["body"]): body is Readable {
  return typeof body === "object" && "pipe" in body && typeof body["pipe"] === "function";
}

/** Pull, push and load answer 200 and put what went wrong into a later line: `{"error":"…"}`. */
function troubleIn(text: string, status: number): string | undefined {
  if (status < 200 || status >= 300) return messageIn(text);
  const line = text.split("\n").find((it) => it.startsWith('{"errorDetail"') || it.startsWith('{"error"'));
  return line === undefined ? undefined : messageIn(line);
}

function messageIn(text: string): string {
  try {
    const value = JSON.parse(text) as { readonly message?: string; readonly error?: string };
    return value.message ?? value.error ?? text;
  } catch {
    return text.trim();
  }
}
