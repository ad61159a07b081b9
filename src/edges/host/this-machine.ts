/**
 * Answers for one host: the machine that swarmlan runs on. It is a node's host when it owns the address that swarm knows
 * that node by; from a laptop, or from inside a container, it is nobody's.
 */
import { hostname, networkInterfaces } from "node:os";
import { parseAddress } from "../../model/address.ts";
import { type HostFacts, ownsAddress } from "../../model/host-facts.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { EngineLogs } from "../../operations/ports/engine-log.ts";
import type { Hosts } from "../../operations/ports/host.ts";
import type { Shells } from "../../operations/ports/shell.ts";
import { engineLogHere } from "./engine-log-here.ts";
import { nicsOf } from "./node-nics.ts";
import { readLinux } from "./read-linux.ts";
import { runHere } from "./run-here.ts";

/** Reads the machine when first asked, once for all nodes. */
export function thisMachine(): Hosts & EngineLogs & Shells {
  let reading: Promise<HostFacts> | undefined;
  const facts = async (node: SwarmNode, signal: AbortSignal): Promise<HostFacts | undefined> => {
    signal.throwIfAborted();
    reading ??= readThisMachine();
    const read = await reading;
    return isHostOf(read, node) ? read : undefined;
  };
  return {
    facts,
    run: async (node, script, signal) => {
      const own = process.platform === "win32" ? undefined : await facts(node, signal);
      return own === undefined ? undefined : runHere(["sh", "-c", script], signal);
    },
    engineLog: async (node, signal) => {
      reading ??= readThisMachine();
      return process.platform === "linux" && isHostOf(await reading, node) ? engineLogHere(signal) : undefined;
    },
  };
}

async function readThisMachine(): Promise<HostFacts> {
  const seen = nicsOf(networkInterfaces());
  return process.platform === "linux" ? readLinux(seen) : { nics: seen, defaultRoutes: [] };
}

/** A loopback address is every machine's own: there the name has to fit too. */
function isHostOf(facts: HostFacts, node: SwarmNode): boolean {
  const address = parseAddress(node.address);
  if (address === undefined || !ownsAddress(facts, address)) return false;
  const loopback = address.family === 4 ? address.value >> 24n === 127n : address.value === 1n;
  return !loopback || node.hostname === hostname();
}
