/** What a shell on a node answered (Debian 12, one bridge), cut to what matters; once with iproute2, once without. */
import { describe, expect, it } from "vitest";
import { BEGIN, END, parseHost } from "../../../../src/edges/engine/connect/ssh/host-script.ts";
import { formatAddress } from "../../../../src/model/address.ts";
import type { HostFacts } from "../../../../src/model/host-facts.ts";

const SYSFS = `br0/address:02:42:4a:8b:2a:37
eth0/address:02:53:4c:01:00:01
eth0.20/address:02:53:4c:01:00:01
lo/address:00:00:00:00:00:00
br0/carrier:1
eth0/carrier:1
eth0/ifindex:3
eth0.20/ifindex:5
eth0/iflink:6
eth0.20/iflink:3
eth0/mtu:1500
br0/operstate:up
eth0/operstate:up
eth0.20/operstate:down
br0/type:1
eth0/type:1
eth0.20/type:1
lo/type:772
br0/uevent:DEVTYPE=bridge
br0/uevent:INTERFACE=br0
eth0/uevent:INTERFACE=eth0
eth0.20/uevent:DEVTYPE=vlan
eth0.20/uevent:INTERFACE=eth0.20
drwxr-xr-x 2 root root 0 Nov 25 13:18 br0/bridge
lrwxrwxrwx 1 root root 0 Nov 25 13:18 eth0/device -> ../../../0000:00:03.0
lrwxrwxrwx 1 root root 0 Nov 25 13:18 eth0.20/lower_eth0 -> ../../../0000:00:03.0/net/eth0
/proc/net/route:Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
/proc/net/route:eth0	00000000	FE1FA8C0	0003	0	0	0	00000000	0	0	0
/proc/net/route:br0	000012AC	00000000	0001	0	0	0	0000FFFF	0	0	0
/proc/net/route:eth0	0010A8C0	00000000	0001	0	0	0	00F0FFFF	0	0	0
/proc/net/if_inet6:fe8000000000000000534cfffe010001 03 40 20 80     eth0
/proc/net/if_inet6:00000000000000000000000000000001 01 80 10 80       lo
`;
const IP = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever
3: eth0    inet 192.168.16.1/20 brd 192.168.31.255 scope global eth0\\       valid_lft forever preferred_lft forever
3: eth0    inet6 fe80::53:4cff:fe01:1/64 scope link \\       valid_lft forever preferred_lft forever
4: br0    inet 172.18.0.1/16 brd 172.18.255.255 scope global br0\\       valid_lft forever preferred_lft forever
`;
const TRIE = `Main:
  +-- 0.0.0.0/0 3 0 4
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
           |-- 172.18.0.1
              /32 host LOCAL
        +-- 192.168.16.0/31 1 0 0
           |-- 192.168.16.0
              /20 link UNICAST
           |-- 192.168.16.1
              /32 host LOCAL
        |-- 192.168.31.255
           /32 link BROADCAST
Local:
           |-- 192.168.16.1
              /32 host LOCAL
`;
const trie = TRIE.replace(/^(?=.)/gm, "/proc/net/fib_trie:");
const answer = (addresses: string) => `${BEGIN}\n${SYSFS}${addresses}${END}\n`;

function told(facts: HostFacts | undefined) {
  return facts?.nics.map(
    ({ name, kind, addresses }) =>
      `${name} ${kind} ${addresses.map((it) => `${formatAddress(it.address)}/${it.length}`).join(" ")}`,
  );
}

describe("parseHost", () => {
  it.each([
    ["ip", IP],
    ["the kernel's tables, where there is no ip", trie],
  ])("tells every interface with its addresses, from %s", (_, addresses) => {
    const facts = parseHost(answer(addresses));
    expect(told(facts)).toEqual([
      "br0 bridge 172.18.0.1/16",
      "eth0 physical 192.168.16.1/20 fe80::53:4cff:fe01:1/64",
      "eth0.20 vlan ",
      "lo loopback 127.0.0.1/8 ::1/128",
    ]);
    expect(facts?.nics[1]).toMatchObject({ mac: "02:53:4c:01:00:01", mtu: 1500, state: "up", carrier: true });
    expect(facts?.nics[2]).toMatchObject({ state: "down", lower: "eth0" });
    expect(facts?.defaultRoutes.map((it) => `${it.nic} ${it.gateway && formatAddress(it.gateway)}`)).toEqual([
      "eth0 192.168.31.254",
    ]);
  });

  it("takes the far end of a point-to-point link for the length of its prefix", () => {
    const facts = parseHost(answer(`${IP}9: eth0    inet 10.0.0.1 peer 10.0.0.2/32 scope global eth0\\\n`));
    expect(told(facts)?.[1]).toContain("10.0.0.1/32");
  });

  it("passes over what a shell prints around it", () => {
    expect(told(parseHost(`Welcome!\neth9/type:1\n${answer(IP)}bye\n`))).toHaveLength(4);
  });

  it("knows nothing where there is no interface", () => {
    expect(parseHost(`${BEGIN}\n${END}\n`)).toBeUndefined();
  });
});
