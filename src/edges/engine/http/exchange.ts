/** One HTTP exchange over a pool: sends, resolves with the head of the answer. Knows nothing of Docker. */
import { AnswerBody } from "./answer-body.ts";
import { Broken } from "./answer-reader.ts";
import type { Asker, Connection } from "./connection.ts";
import type { Limit } from "./limit.ts";
import type { Pool } from "./pool.ts";

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  /** By name in small letters; the first of several. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AnswerBody;
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

/** Thrown when the limit cut the work off. */
export class CutOff extends Error {}

/** Rejects with ConnectionLost, or with CutOff; so does the body of an answer that breaks off. */
export function exchange(pool: Pool, request: RawRequest, limit: Limit): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    if (limit.over()) return reject(new CutOff());
    const text = wireText(request);
    let unwish = (): void => undefined;
    limit.cuts(() => {
      unwish();
      reject(new CutOff());
    });
    unwish = pool.take({
      failed: reject,
      use: (connection) => send(connection, text, { limit, resolve, reject }),
    });
  });
}

interface Ends {
  readonly limit: Limit;
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (thrown: unknown) => void;
}

function send(connection: Connection, text: string, { limit, resolve, reject }: Ends): void {
  const { reused } = connection;
  const fail = (failure: unknown): void => {
    reject(failure);
    body.close({ failure });
  };
  const asker: Asker = {
    head: (head) => resolve({ ...head, body }),
    body: (chunk) => body.add(chunk),
    end: () => body.close(),
    failed: (cause) => fail(new ConnectionLost(cause, reused)),
  };
  const turn = connection.turn(asker);
  const body = new AnswerBody(turn);
  limit.cuts(() => {
    turn.drop();
    fail(new CutOff());
  });
  turn.send(text);
}

/** Throws Broken for a path that could be taken for more than one. */
function wireText({ method, path, body }: RawRequest): string {
  if (/[^\u0021-\u007e]/.test(path)) throw new Broken("ERR_PATH", `not a path: ${JSON.stringify(path)}`);
  const head = `${method} ${path} HTTP/1.1\r\nHost: docker\r\nUser-Agent: swarmlan\r\n`;
  if (body === undefined) return `${head}${method === "GET" ? "" : "Content-Length: 0\r\n"}\r\n`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
