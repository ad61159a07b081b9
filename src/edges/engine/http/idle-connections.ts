/**
 * Idle connections of all pools of this process, and the bound on them: a swarm of 3,000 nodes must not keep 6,000 sockets
 * open (many systems allow a process 1,024). The one that was idle longest goes first.
 */
import type { Duplex } from "node:stream";

/** Two for each of the nodes that are spoken to at once. */
const MOST = 64;

const idle = new Set<Duplex>();
const watched = new WeakSet<Duplex>();

/** Counts a connection as idle until it is taken up again or ends; may end another. */
export function restConnection(connection: Duplex): void {
  idle.add(connection);
  if (!watched.has(connection)) connection.once("close", () => idle.delete(connection));
  watched.add(connection);
  for (const oldest of idle) {
    if (idle.size <= MOST) return;
    idle.delete(oldest);
    oldest.destroy();
  }
}

export function wakeConnection(connection: Duplex): void {
  idle.delete(connection);
}
