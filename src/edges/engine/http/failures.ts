/** Turns what goes wrong below HTTP, and refusals over it, into AppErrors that say what to do. */
import { AppError } from "../../../errors/app-error.ts";
import { recognise } from "../engine-texts.ts";
import { type Call, nameOf } from "./call.ts";
import { ConnectionLost } from "./exchange.ts";
import { abortedWhile, type Limit } from "./limit.ts";
import { BodyTooBig } from "./answer-body.ts";

export interface Place {
  readonly endpoint: string;
  readonly call: string;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket",
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ECONNRESET: "the connection was closed before the answer",
  EPIPE: "the connection was closed before the answer",
  ETIMEDOUT: "the connection timed out",
};

/** A thing thrown while a call was under way, as the AppError that it means. */
export function failureOf(thrown: unknown, place: Place, within: { limit: Limit; seconds: number; bound: number }) {
  if (thrown instanceof AppError) return thrown;
  const { endpoint, call } = place;
  if (within.limit.timedOut()) return new AppError("ENGINE_TIMEOUT", { endpoint, call, seconds: within.seconds });
  if (within.limit.over()) return abortedWhile(`waiting for ${endpoint}`, within.limit.parent);
  if (thrown instanceof BodyTooBig) {
    return new AppError("ENGINE_ANSWER_TOO_BIG", { endpoint, call, mebibytes: within.bound / 2 ** 20 });
  }
  return unreachable(thrown, endpoint);
}

function unreachable(thrown: unknown, endpoint: string) {
  const code = thrown instanceof ConnectionLost ? thrown.code : ((thrown as NodeJS.ErrnoException).code ?? "");
  if (code === "EACCES" || code === "EPERM") {
    return new AppError("ENGINE_PERMISSION", { endpoint }, { cause: thrown });
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const reason = REASONS[code] ?? (code.startsWith("HPE_") ? `it does not speak HTTP (${text})` : text);
  return new AppError("ENGINE_UNREACHABLE", { endpoint, reason }, { cause: thrown });
}

/** An answer of 400 and above, as the AppError that its text means. */
export function refusalOf(call: Call, endpoint: string, answer: { status: number; text: string }) {
  const said = { endpoint, call: nameOf(call), text: answer.text };
  const known = recognise(answer.text);
  if (known === undefined) {
    // A 409 elsewhere has other meanings: "Container … is not running".
    return answer.status === 409 && call.path.endsWith("/create")
      ? new AppError("NAME_TAKEN", said)
      : new AppError("ENGINE_REFUSED", { ...said, status: answer.status });
  }
  switch (known.code) {
    case "NO_SWARM":
    case "SWARM_LOCKED":
    case "TLS_WANTED":
      return new AppError(known.code, { endpoint });
    case "PARENT_MISSING":
    case "PARENT_IN_USE":
      return new AppError(known.code, known.subject === undefined ? said : { ...said, parent: known.subject });
    case "OUT_OF_SEQUENCE":
    case "NOT_A_MANAGER":
    case "SWARM_NO_QUORUM":
      return new AppError(known.code, said);
    default:
      return new AppError(known.code, known.subject === undefined ? said : { ...said, name: known.subject });
  }
}

/** The text of a refusal: Docker answers `{"message": …}`; anything else is shown as it came, cut. */
export function textOf(body: Buffer): string {
  const text = body.toString("utf8").trim();
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && "message" in parsed) return String(parsed.message);
  } catch {
    // Not JSON: a proxy's page, or an old Engine's plain text.
  }
  return text.slice(0, 500) || "no text";
}
