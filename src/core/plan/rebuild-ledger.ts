/** A lost ledger, made again from the ownership labels of the node networks. What had been adopted carries none. */
import { parseCidr } from "../../model/cidr.ts";
import type { LanName } from "../../model/ids.ts";
import type { Ledger, LedgerEntry } from "../../model/ledger.ts";
import type { EngineNetwork, Snapshot } from "../../model/snapshot.ts";
import { LAN_LABEL } from "./names.ts";

/** A ledger with nothing stored; its entries are what the answering nodes' labels tell (none on a first apply). */
export function rebuildLedger(lan: LanName, snapshot: Snapshot): Ledger {
  const entries = snapshot.nodes.flatMap((view): readonly LedgerEntry[] => {
    if (view.kind === "failed") return [];
    const network = view.engine.networks.find((it) => it.configOnly && it.labels[LAN_LABEL] === lan);
    const slices = network && slicesOf(network);
    if (network === undefined || slices === undefined) return [];
    const { id, hostname } = view.node;
    return [
      {
        node: id,
        hostname,
        ...slices,
        since: network.created,
        state: { kind: "held" },
        networks: [network.id],
        former: [],
      },
    ];
  });
  return { lan, swarmNetworks: [], entries };
}

function slicesOf(network: EngineNetwork): Pick<LedgerEntry, "slice" | "slice6"> | undefined {
  const ranges = network.ipam.config.flatMap((it) => parseCidr(it.ipRange ?? it.subnet) ?? []);
  const slice = ranges.find((it) => it.family === 4);
  const slice6 = ranges.find((it) => it.family === 6);
  return slice && { slice, ...(slice6 === undefined ? {} : { slice6 }) };
}
