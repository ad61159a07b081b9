/**
 * Node's own modules that take milliseconds to load and that a swarm on sockets or ssh never needs: loaded at first use.
 * An `await import` would do the same, but connections are made at once or not at all.
 */
import { createRequire } from "node:module";

const load = createRequire(import.meta.url);

/** 3 ms on Node 20. */
export function nodeTls(): typeof import("node:tls") {
  return load("node:tls") as typeof import("node:tls");
}

/** 3 ms on Node 20. */
export function nodeCrypto(): typeof import("node:crypto") {
  return load("node:crypto") as typeof import("node:crypto");
}
