/** What listens in a network namespace, from /proc/net/{tcp,udp}{,6} (proc(5)); loopback does not count. */
import type { Address } from "../../../model/address.ts";
import { known, unknownBecause } from "../../../model/known.ts";
import type { Listener } from "../../../model/wire-facts.ts";
import type { ProbeQuestion } from "../../../operations/ports/probe.ts";
import { type Asking, complaintOf } from "./question.ts";

const FILES = ["tcp", "tcp6", "udp", "udp6"] as const;
/** TCP_LISTEN, and for UDP TCP_CLOSE: bound and connected to nobody. */
const STATE: Readonly<Record<string, string>> = { tcp: "0A", udp: "07" };

export function askListeners({ from }: Extract<ProbeQuestion, { kind: "listeners" }>): Asking<readonly Listener[]> {
  const folder = from === "host" ? "/proc/self/net" : `/proc/${from.pid}/net`;
  return {
    command: `for f in ${FILES.join(" ")}; do echo "@$f"; [ ! -e ${folder}/$f ] || cat ${folder}/$f || exit 1; done`,
    answer: (end) => (end.code === 0 ? known(listenersIn(end.stdout)) : unknownBecause(complaintOf(end))),
  };
}

/** The sockets of all four tables, each protocol, address and port once. */
export function listenersIn(text: string): readonly Listener[] {
  const found = new Map<string, Listener>();
  let file = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("@")) file = line.slice(1);
    const match = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line);
    if (match === null) continue;
    const protocol = file.startsWith("udp") ? "udp" : "tcp";
    const [, hex = "", port = "", state] = match;
    const address = addressOf(hex);
    if (state !== STATE[protocol] || isLoopback(address)) continue;
    found.set(`${protocol} ${hex} ${port}`, { protocol, address, port: Number.parseInt(port, 16) });
  }
  return [...found.values()];
}

/** Each 32-bit word is in the order of a little-endian machine. */
function addressOf(hex: string): Address {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).toReversed());
  return { family: hex.length === 8 ? 4 : 6, value: BigInt(`0x${bytes.join("")}`) };
}

function isLoopback({ family, value }: Address): boolean {
  return family === 4
    ? value >> 24n === 127n
    : value === 1n || (value >> 32n === 0xffffn && ((value >> 24n) & 0xffn) === 127n);
}
