/**
 * Who serves DHCP on a LAN: one DHCPDISCOVER (RFC 2131), whose offers are read and never taken.
 *
 * Sent as a broadcast from port 68 on the given interface, with the broadcast flag, so that offers come as broadcasts
 * too. A host whose own DHCP client holds port 68 alone cannot ask: that is said.
 */
import { type Address, formatAddress, parseAddress } from "../../../model/address.ts";
import { known, unknownBecause } from "../../../model/known.ts";
import type { ProbeQuestion } from "../../../operations/ports/probe.ts";
import { type Asking, complaintOf } from "./question.ts";
import { quoted } from "./script.ts";

/** Servers look whether the address is free before they offer it: udhcpd for two seconds, others for one to three. */
const SECONDS = 4;
const MAGIC = [99, 130, 83, 99];
const DISCOVER = 1;
const OFFER = 2;

type Offers = readonly { readonly server: Address; readonly offered: Address }[];

export function askDhcp({ interface: name, mac }: Extract<ProbeQuestion, { kind: "dhcp" }>): Asking<Offers> {
  const socket = `UDP4-DATAGRAM:255.255.255.255:67,broadcast,bind=:68,reuseaddr,so-bindtodevice=${name}`;
  return {
    command: `{ printf '${octal(discover(mac))}'; sleep ${SECONDS}; } | socat -T ${SECONDS} - ${quoted(socket)} | xxd -p`,
    answer: (end) => {
      if (end.stderr.trim() !== "") return unknownBecause(`DHCP on ${name}: ${complaintOf(end)}`);
      return known(offersIn(Buffer.from(end.stdout.replace(/\s/g, ""), "hex"), mac));
    },
  };
}

/** The BOOTP fields up to the magic cookie, then options 53, 55 and the end. */
function discover(mac: string): Buffer {
  const head = Buffer.alloc(236);
  head.set([1, 1, 6, 0]);
  head.set(hexOf(mac).subarray(2, 6), 4);
  head.writeUInt16BE(0x8000, 10);
  head.set(hexOf(mac), 28);
  return Buffer.concat([head, Buffer.from([...MAGIC, 53, 1, DISCOVER, 55, 3, 1, 3, 51, 255]), Buffer.alloc(44)]);
}

/** Offers for that MAC in a stream of datagrams; each begins with op 2, htype 1, hlen 6. */
export function offersIn(stream: Buffer, mac: string): Offers {
  const offers = new Map<string, { server: Address; offered: Address }>();
  for (
    let at = stream.indexOf(Buffer.from([2, 1, 6]));
    at >= 0;
    at = stream.indexOf(Buffer.from([2, 1, 6]), at + 240)
  ) {
    const packet = stream.subarray(at);
    if (packet.length < 244 || !packet.subarray(28, 34).equals(hexOf(mac))) continue;
    const options = optionsOf(packet.subarray(240));
    if (options.get(53)?.[0] !== OFFER) continue;
    const offered = addressIn(packet.subarray(16, 20));
    const server = addressIn(options.get(54) ?? packet.subarray(20, 24));
    if (offered && server) offers.set(`${formatAddress(server)} ${formatAddress(offered)}`, { server, offered });
  }
  return [...offers.values()];
}

function optionsOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 0; at + 1 < bytes.length && bytes[at] !== 255; ) {
    const code = bytes[at] as number;
    if (code === 0) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] as number;
    options.set(code, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return options;
}

function addressIn(bytes: Buffer): Address | undefined {
  return bytes.length === 4 ? parseAddress([...bytes].join(".")) : undefined;
}

function hexOf(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(":", ""), "hex");
}

function octal(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
