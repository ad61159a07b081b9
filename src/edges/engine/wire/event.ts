/** Docker's event. The old fields `status`, `id` and `from` are gone since API 1.52; `Type`, `Action`, `Actor` stay. */
import type { EngineEvent } from "../../../operations/ports/engine.ts";
import type { Wire } from "./wire.ts";

export function eventOf(it: Wire): EngineEvent {
  return {
    type: it.maybe("Type") ?? "",
    action: it.maybe("Action") ?? "",
    actor: it.at("Actor").maybe("ID") ?? "",
    attributes: { ...it.at("Actor").at("Attributes").texts(), scope: it.maybe("scope") ?? "local" },
    time: new Date(it.number("timeNano") / 1e6).toISOString(),
  };
}
