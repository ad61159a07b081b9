/** Whether an address answers: by ICMP echo, or by a TCP connection. */
import { formatAddress } from "../../../model/address.ts";
import { type Known, known, unknownBecause } from "../../../model/known.ts";
import type { Reach } from "../../../model/wire-facts.ts";
import type { ProbeQuestion } from "../../../operations/ports/probe.ts";
import { type Asking, complaintOf, inside } from "./question.ts";
import type { CommandEnd } from "./script.ts";
import { quoted } from "./script.ts";

const SECONDS = 1;
const TRIES = 2;

export function askPing({ from, to, interface: by, seconds }: Extract<ProbeQuestion, { kind: "ping" }>): Asking<Reach> {
  const through = by === undefined ? "" : ` -I ${quoted(by)}`;
  const goal = `${through} ${formatAddress(to)}`;
  if (seconds === undefined)
    return { command: inside(from, `ping -c ${TRIES} -W ${SECONDS} -i 0.2${goal}`), answer: pingEnd };
  // Busybox's ping and its timeout count in whole seconds; its sleep does not.
  const once = inside(from, `ping -c 1 -W ${SECONDS}${goal}`);
  return { command: `${once} & p=$!; sleep ${seconds}; kill $p; wait $p`, answer: pingEnd };
}

export function askConnect({ from, to, port }: Extract<ProbeQuestion, { kind: "connect" }>): Asking<Reach> {
  return {
    command: inside(from, `nc -w ${SECONDS * 2} ${formatAddress(to)} ${port}`),
    answer: connectEnd,
  };
}

/** Busybox's ping and most others: 0 for an answer, 1 for none; ICMP errors are told in words. */
export function pingEnd(end: CommandEnd): Known<Reach> {
  const said = `${end.stdout}\n${end.stderr}`;
  if (end.code === 0) {
    const ms = Number(/min\/avg\/max[^=]*= [\d.]+\/([\d.]+)/.exec(said)?.[1]);
    return known({ kind: "answered", ...(Number.isFinite(ms) ? { ms } : {}) });
  }
  const text =
    /(?:Network|Host|Net) (?:is )?unreachable|No route to host|prohibited|Destination [A-Za-z ]+|got ICMP 3\b[^\n]*/i.exec(
      said,
    )?.[0];
  if (text !== undefined) return known({ kind: "unreachable", text });
  if (/permission denied|not permitted|can't create raw socket|not found|nsenter:/i.test(said))
    return unknownBecause(`ping: ${complaintOf(end)}`);
  return known({ kind: "silent" });
}

/** A connection that was made and closed ends with 0. */
export function connectEnd(end: CommandEnd): Known<Reach> {
  if (end.code === 0) return known({ kind: "answered" });
  const said = end.stderr;
  if (/refused/i.test(said)) return known({ kind: "refused" });
  const text = /(?:Network|Host) is unreachable|No route to host/i.exec(said)?.[0];
  if (text !== undefined) return known({ kind: "unreachable", text });
  if (/timed out/i.test(said) || said.trim() === "") return known({ kind: "silent" });
  return unknownBecause(`nc: ${complaintOf(end)}`);
}
