/** The Engine's events as they happen: one JSON object after another on a stream that does not end by itself. */
import { StringDecoder } from "node:string_decoder";
import { AppError } from "../../errors/app-error.ts";
import type { EngineEvent } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { eventOf } from "./wire/event.ts";
import { parseWire } from "./wire/wire.ts";

/** What moves addresses about; image, volume, plugin and daemon events do not. */
const TYPES = ["network", "container", "node", "service", "config"];
const CALL = "GET /events";

/** Ends with the signal; throws when the stream breaks or ends by itself. Health checks' exec events are left out. */
export async function* eventsOf(http: EngineHttp, signal: AbortSignal): AsyncIterable<EngineEvent> {
  const { endpoint } = http;
  try {
    const query = { filters: JSON.stringify({ type: TYPES }) };
    const stream = http.chunks({ method: "GET", path: "/events", query }, { forever: true }, signal);
    for await (const line of linesOf(stream)) {
      const event = eventOf(parseWire(line, { endpoint, call: CALL }));
      if (!event.action.startsWith("exec_")) yield event;
    }
  } catch (thrown) {
    if (signal.aborted) return;
    throw thrown;
  }
  if (signal.aborted) return;
  throw new AppError("ENGINE_UNREACHABLE", { endpoint, reason: "the event stream ended" });
}

/** Engines end each event with a newline (Go's json.Encoder); the bytes may be cut anywhere. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncIterable<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line.trim() !== "");
  }
}
