/** Docker's swarm node. */
import type { NodeId } from "../../../model/ids.ts";
import type { SwarmNode } from "../../../model/snapshot.ts";
import type { Wire } from "./wire.ts";

const STATES = ["ready", "down", "disconnected"] as const;
const AVAILABILITIES = ["active", "pause", "drain"] as const;

export function nodeOf(it: Wire): SwarmNode {
  const spec = it.at("Spec");
  const description = it.at("Description");
  const state = it.at("Status").maybe("State");
  const availability = spec.maybe("Availability");
  const manager = it.at("ManagerStatus");
  return {
    id: it.text("ID") as NodeId,
    version: it.at("Version").number("Index"),
    updatedAt: it.maybe("UpdatedAt") ?? "",
    // A node that has never come up has no description.
    hostname: description.maybe("Hostname") ?? "",
    role: spec.maybe("Role") === "manager" ? "manager" : "worker",
    availability: AVAILABILITIES.find((known) => known === availability) ?? "active",
    state: STATES.find((known) => known === state) ?? "unknown",
    address: addressOf(it.at("Status").maybe("Addr"), manager.maybe("Addr")),
    engineVersion: description.at("Engine").maybe("EngineVersion") ?? "",
    labels: spec.at("Labels").texts(),
    leader: manager.flag("Leader"),
  };
}

/** A leader that dialled itself may stand as 0.0.0.0 or 127.0.0.1 in its status; its manager address is then the true one. */
function addressOf(seen: string | undefined, managing: string | undefined): string {
  const own = managing?.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  const useless = seen === undefined || seen === "0.0.0.0" || seen.startsWith("127.");
  return (useless ? own : seen) ?? seen ?? "";
}
