/**
 * Neighbour solicitation (RFC 4861), asked by ndisc6 from the interface's own link-local address: what the asked one
 * learns from it is true. Not with a source of `::`, as ARP is asked with a sender of 0.0.0.0: that is duplicate address
 * detection (RFC 4862), and whoever is about to take the address would give it up.
 *
 * Tells apart "nobody answered" (an empty list), "IPv6 is off there" (skipped) and "could not ask" (no permission, no such
 * interface, link down). Refuses more addresses than can be asked for one by one.
 */
import { type Address, type AddressRange, formatAddress, parseAddress } from "../../../model/address.ts";
import { type Known, known, skippedBecause, unknownBecause } from "../../../model/known.ts";
import type { NeighbourAnswer } from "../../../model/wire-facts.ts";
import type { ProbeQuestion } from "../../../operations/ports/probe.ts";
import { type Asking, complaintOf } from "./question.ts";
import { type CommandEnd, quoted } from "./script.ts";

const TRIES = 2;
const TIMEOUT_MS = 400;
/** Each is asked for by a process of its own, which lives for all tries: so many begin in a second at the most. */
const MOST_PER_SECOND = 250;
const MOST = 4096n;
/** ndisc6 ends with 0 for an answer, 2 for none. */
const SILENT = 2;

type Question = Extract<ProbeQuestion, { kind: "neighbours" }>;

export function askNdp({ interface: nic, ranges, packetsPerSecond }: Question): Asking<readonly NeighbourAnswer[]> {
  const count = ranges.reduce((sum, it) => sum + it.last - it.first + 1n, 0n);
  if (count > MOST) return refused(`${count} addresses are too many to be asked for one by one`);
  const targets = ranges.flatMap(addressesIn).map(formatAddress).join(" ");
  const perSecond = Math.min(packetsPerSecond / TRIES, MOST_PER_SECOND);
  const [burst, pause] = perSecond >= 10 ? [Math.floor(perSecond / 10), 0.1] : [1, 1 / perSecond];
  const one = `o=$(ndisc6 -q -m -n -r ${TRIES} -w ${TIMEOUT_MS} $a ${quoted(nic)} 2>&1); echo "$a" $? $o`;
  return {
    command: [
      `echo "off $(cat ${quoted(`/proc/sys/net/ipv6/conf/${nic}/disable_ipv6`)} 2>/dev/null)"`,
      `echo "state $(cat ${quoted(`/sys/class/net/${nic}/operstate`)} 2>/dev/null)"`,
      `i=0; for a in ${targets}; do { ${one}; } & i=$((i+1)); [ $((i % ${burst})) != 0 ] || sleep ${pause}; done; wait`,
    ].join("\n"),
    answer: (end) => answerOf(end, nic),
  };
}

function answerOf(end: CommandEnd, nic: string): Known<readonly NeighbourAnswer[]> {
  const lines = end.stdout.split("\n").map((line) => line.trim().split(/\s+/));
  const said = (key: string): string | undefined => lines.find(([word]) => word === key)?.[1];
  const asked = lines.flatMap(([target = "", code = "", ...words]) => {
    const address = parseAddress(target);
    return address === undefined ? [] : [{ address, code: Number(code), words }];
  });
  if (said("off") === "1") return skippedBecause(`IPv6 is off on ${nic}`);
  const failed = asked.find((it) => it.code !== 0 && it.code !== SILENT);
  const state = said("state") === "down" ? " (the link is down)" : "";
  if (failed !== undefined) return unknownBecause(`ndisc6 on ${nic}: ${failed.words.join(" ")}${state}`);
  if (asked.length === 0) return unknownBecause(`ndisc6 on ${nic}: ${complaintOf(end)}`);
  return known(asked.flatMap(({ address, words }) => macsIn(words).map((mac) => ({ address, mac }))));
}

/** Each once: who is asked twice answers twice. */
function macsIn(words: readonly string[]): readonly string[] {
  const macs = words.filter((it) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(it));
  return [...new Set(macs.map((it) => it.toLowerCase()))];
}

function addressesIn({ family, first, last }: AddressRange): readonly Address[] {
  return Array.from({ length: Number(last - first) + 1 }, (_, at) => ({ family, value: first + BigInt(at) }));
}

function refused(why: string): Asking<never> {
  return { command: "true", answer: () => unknownBecause(why) };
}
