/**
 * One keep-alive pool of connections to one Engine, whatever carries them.
 *
 * A way in only says how to dial; pooling, keep-alive and the bound on open sockets are Node's. The dialled stream must
 * be a net.Socket or behave as one (an ssh child's stdio, wrapped).
 */
import { Agent, type ClientRequest } from "node:http";
import type { Duplex } from "node:stream";
import { restConnection, wakeConnection } from "./idle-connections.ts";

export type Dial = () => Duplex;

/** Enough for one operation's parallel reads; a thousand Engines must not mean tens of thousands of sockets. */
const MAX_SOCKETS = 8;

/** With a server name of its own Node does not work one out of the Host header, which takes 4 ms the first time. */
const POOL = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: 2, servername: "" };

export class DialingAgent extends Agent {
  readonly #dial: Dial;

  constructor(dial: Dial) {
    super(POOL);
    this.#dial = dial;
  }

  override createConnection(): Duplex {
    return this.#dial();
  }

  override keepSocketAlive(connection: Duplex): unknown {
    const kept: unknown = super.keepSocketAlive(connection);
    if (kept !== false) restConnection(connection);
    return kept;
  }

  override reuseSocket(connection: Duplex, request: ClientRequest): void {
    wakeConnection(connection);
    super.reuseSocket(connection, request);
  }
}
