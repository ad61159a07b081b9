/**
 * ARP, asked by arp-scan with a sender of 0.0.0.0 (RFC 5227): nobody's neighbour table learns from the question.
 *
 * Tells apart "nobody answered" (an empty list) and "could not ask" (no permission, no such interface, link down).
 */
import { type AddressRange, formatAddress, parseAddress } from "../../../model/address.ts";
import { known, unknownBecause } from "../../../model/known.ts";
import type { ProbeQuestion } from "../../../operations/ports/probe.ts";
import type { NeighbourAnswer } from "../../../model/wire-facts.ts";
import { type Asking, complaintOf } from "./question.ts";
import { quoted } from "./script.ts";

/** Attempts per address; a single lost frame is no verdict. */
const TRIES = 2;
const TIMEOUT_MS = 400;

export function askArp(it: Extract<ProbeQuestion, { kind: "neighbours" }>): Asking<readonly NeighbourAnswer[]> {
  const targets = it.ranges.map(rangeText).join("\\n");
  const interval = Math.max(100, Math.round(1_000_000 / it.packetsPerSecond));
  const options = `-q -x -N --arpspa=0.0.0.0 -r ${TRIES} -t ${TIMEOUT_MS} -i ${interval}u -I ${quoted(it.interface)} -f -`;
  return {
    command: `printf '${targets}\\n' | arp-scan ${options}`,
    answer: (end) => {
      if (end.code !== 0) return unknownBecause(`arp-scan on ${it.interface}: ${complaintOf(end)}`);
      // It warns of an interface without an address, which is how most parents are; nothing else may stand on stderr.
      const trouble = end.stderr.split("\n").filter((line) => line.trim() !== "" && !/WARNING/.test(line));
      if (trouble.length > 0) return unknownBecause(`arp-scan on ${it.interface}: ${trouble.join("; ")}`);
      return known(end.stdout.split("\n").flatMap(answerIn));
    },
  };
}

/** arp-scan takes `A-B` for ranges, both ends inclusive. */
function rangeText({ family, first, last }: AddressRange): string {
  const [from, to] = [first, last].map((value) => formatAddress({ family, value }));
  return first === last ? (from as string) : `${from}-${to}`;
}

/** `192.168.17.2<TAB>02:42:c0:a8:11:02`, with `(DUP: 2)` behind a further answer. */
function answerIn(line: string): readonly NeighbourAnswer[] {
  const [ip = "", mac = ""] = line.split(/\s+/);
  const address = parseAddress(ip);
  return address === undefined || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac)
    ? []
    : [{ address, mac: mac.toLowerCase() }];
}
