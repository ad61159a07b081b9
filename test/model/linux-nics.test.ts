import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import type { DefaultRoute, HostNic } from "../../src/model/host-facts.ts";
import { byMetric, parseIpv6Routes, parseNics, parseRoutes } from "../../src/model/linux-nics.ts";
import { address } from "../builders.ts";

/** One interface; what is not said is what an Ethernet card of a PC has. */
function nic(name: string, files: Record<string, string> = {}): HostNic {
  const plain = { type: "1", operstate: "up", carrier: "1", mtu: "1500", ifindex: "2", iflink: "2", uevent: "" };
  const all = Object.entries({ ...plain, address: "52:54:00:12:34:56", ...files });
  const texts = new Map(all.map(([file, text]) => [`${name}/${file}`, `${text}\n`]));
  const found = parseNics({
    files: texts,
    addresses: new Map([[name, [{ address: address("192.0.2.7"), length: 24 }]]]),
  });
  return found[0] as HostNic;
}

const told = ({ nic: name, gateway, metric }: DefaultRoute) =>
  `${name} ${gateway ? formatAddress(gateway) : "link"} ${metric}`;

describe("parseNics", () => {
  test("tells a card with its MAC, MTU, carrier and addresses", () => {
    expect(nic("eth0", { device: "" })).toEqual({
      name: "eth0",
      kind: "physical",
      mac: "52:54:00:12:34:56",
      addresses: [{ address: address("192.0.2.7"), length: 24 }],
      mtu: 1500,
      state: "up",
      carrier: true,
    });
  });

  test.each<[string, Record<string, string>, string]>([
    ["a wireless card", { device: "", phy80211: "phy0" }, "wireless"],
    ["a bridge", { uevent: "DEVTYPE=bridge\nINTERFACE=br0", bridge: "" }, "bridge"],
    ["a bond", { uevent: "DEVTYPE=bond" }, "bond"],
    ["a VLAN", { uevent: "DEVTYPE=vlan", iflink: "3" }, "vlan"],
    ["a macvlan", { uevent: "DEVTYPE=macvlan", iflink: "3" }, "macvlan"],
    ["one end of a pair", { iflink: "9" }, "veth"],
    ["WireGuard", { type: "65534", uevent: "DEVTYPE=wireguard" }, "tunnel"],
    ["a tap device", { tun_flags: "0x1002" }, "tunnel"],
    ["a dummy", {}, "virtual"],
    ["the loopback", { type: "772" }, "loopback"],
  ])("knows %s", (_, files, kind) => {
    expect(nic("x0", files).kind).toBe(kind);
  });

  test("tells what a VLAN sits on and whose port a card is", () => {
    expect(nic("eth0.20", { uevent: "DEVTYPE=vlan", lower_eth0: "eth0" }).lower).toBe("eth0");
    expect(nic("eth1", { device: "", master: "br0" }).master).toBe("br0");
    expect(nic("br0", { bridge: "", lower_eth1: "eth1" }).lower).toBeUndefined();
  });

  test("is down without a carrier, and takes the carrier's word where the driver says nothing", () => {
    expect(nic("eth0", { operstate: "down", carrier: "0" })).toMatchObject({ state: "down", carrier: false });
    expect(nic("eth0", { operstate: "lowerlayerdown", carrier: "0" }).state).toBe("down");
    expect(nic("tun0", { operstate: "unknown", carrier: "1" }).state).toBe("up");
  });

  test("passes over what is no interface", () => {
    expect(parseNics({ files: new Map([["bonding_masters", "bond0"]]), addresses: new Map() })).toEqual([]);
  });
});

describe("routes", () => {
  const TITLE = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT";

  test("finds the default routes among the others, the one that is used first", () => {
    const text = [
      TITLE,
      "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
      "eth0\t00000000\tFE1FA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
      "eth0\t0010A8C0\t00000000\t0001\t0\t0\t100\t00F0FFFF\t0\t0\t0",
      "ppp0\t00000000\t00000000\t0001\t0\t0\t900\t00000000\t0\t0\t0",
      "*\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0",
      "",
    ].join("\n");
    expect(byMetric(parseRoutes(text)).map(told)).toEqual([
      "eth0 192.168.31.254 100",
      "wlan0 192.168.1.1 600",
      "ppp0 link 900",
    ]);
  });

  test("finds IPv6 ones, and not the kernel's own to nowhere", () => {
    const zero = "0".repeat(32);
    const text = [
      `fd000000000000000000000000000000 40 ${zero} 00 ${zero} 00000100 00000001 00000000 00000001     eth0`,
      `${zero} 00 ${zero} 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0`,
      `${zero} 00 ${zero} 00 ${zero} ffffffff 00000001 00000000 00200200       lo`,
    ].join("\n");
    expect(parseIpv6Routes(text).map(told)).toEqual(["eth0 fd00::1 1024"]);
  });
});
