/** What goes wrong in IPv6 alone, made for real on a dual-stack LAN: doctor names it, and nothing beside it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { openProbe } from "../../src/edges/host/probe/open-probe.ts";
import { loadProbeImage, ROUTER } from "../../src/lab/index.ts";
import { formatAddress, parseAddress } from "../../src/model/address.ts";
import { rangeOf } from "../../src/model/cidr.ts";
import { expectKind } from "../cli/published.ts";
import { complaints, doctorScene, type Scene, until } from "./doctor-scene.ts";
import { mixedEngines } from "./engines.ts";
import { expectInvariants } from "./invariants.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");
const GATEWAY = "fd00:16::ffff:1";
const CLIENT_GATEWAY = "fd00:1::1";
const CLIENT = "fd00:1::50";
const NODES = ["mgr01", "swarm01", "swarm02"];
/** Of the node that faults are made on, by its Engine: the lowest address, and the next that it hands out. */
const NODE = "swarm01";
const CONTAINER = "fd00:16:0:0:1::";
const NEXT = "fd00:16::1:0:0:3";

const NO_SOLICITATIONS = `table bridge swarmlan {
  chain in { type filter hook prerouting priority -300; iifname "${NODE}-eth1" icmpv6 type nd-neighbor-solicit drop; }
  chain out { type filter hook postrouting priority -300; oifname "${NODE}-eth1" icmpv6 type nd-neighbor-solicit drop; }
}`;

describe("doctor on a dual-stack LAN, on Engines of every version", () => {
  let scene: Scene;
  const lan = (command: string) => scene.run("lan", "sh", "-c", command);
  /** Until the parent's link-local address may be used (RFC 4862: duplicates are looked for first). */
  const speaks = (node: string) =>
    until(async () =>
      / scope link(?!.*tentative)/.test(await scene.run(node, "ip", "-6", "-o", "address", "show", "eth1")),
    );
  /** What doctor says while something is wrong. */
  const named = async (make: () => Promise<unknown>, heal: () => Promise<unknown>, sweep = false) => {
    await make();
    try {
      return complaints(await scene.diagnose({ sweep }));
    } finally {
      await heal();
    }
  };

  beforeAll(async () => {
    const { roots } = await mixedEngines({ mgr01: 0, swarm01: 1, swarm02: 2 });
    scene = await doctorScene(`dsx${process.pid}`, {
      roots,
      nodes: "mgr:1,swarm:2",
      more: `    ipv6: { subnet: "fd00:16::/64", gateway: "${GATEWAY}", slice: /80 }\n`,
    });
    await lan(
      [
        `ip -6 address add ${GATEWAY}/64 dev br0 nodad`,
        `ip -6 address add ${CLIENT_GATEWAY}/64 dev vlan1 nodad`,
        "busybox sysctl -qw net.ipv6.conf.all.forwarding=1",
      ].join(" && "),
    );
    await scene.run("client", "ip", "-6", "address", "add", `${CLIENT}/64`, "dev", "eth0", "nodad");
    await scene.run("client", "ip", "-6", "route", "add", "default", "via", CLIENT_GATEWAY);
  });
  afterAll(async () => scene?.[Symbol.asyncDispose]());

  test("all is well: every check of the wire and of the way from outside passes in both families", async () => {
    const results = await scene.diagnose();
    expect(complaints(results)).toEqual([]);
    const passed = (code: string) =>
      results.filter((it) => it.code === code && it.verdict === "pass" && it.target.address?.includes(":")).length;
    const codes = ["WIRE001", "WIRE002", "WIRE004", "WIRE005", "WIRE007", "WIRE008", "ROUT001", "ROUT002"];
    expect(codes.map((it) => `${it} ${passed(it)}`)).toEqual(codes.map((it) => `${it} ${NODES.length}`));
    const next = results.filter((it) => it.code === "WIRE006" && it.message.includes("hands out next"));
    expect(next.map((it) => it.verdict)).toEqual(["pass", "pass", "pass"]);
    const known = scene.facts().wire.endpoints.filter((it) => it.address.family === 6);
    expect(known.find((it) => formatAddress(it.address) === CONTAINER)?.mac).toMatch(/^02:42:/);
  });

  test("the router has lost the IPv6 gateway's address", async () => {
    const said = await named(
      () => lan(`ip -6 address del ${GATEWAY}/64 dev br0`),
      () => lan(`ip -6 address add ${GATEWAY}/64 dev br0 nodad`),
    );
    expect(said).toEqual(NODES.map((it) => `fail WIRE001 ${it}`));
  });

  test("the router does not route IPv6", async () => {
    const forward = (on: 0 | 1) => lan(`busybox sysctl -qw net.ipv6.conf.all.forwarding=${on}`);
    expect(
      await named(
        () => forward(0),
        () => forward(1),
      ),
    ).toEqual(NODES.map((it) => `fail ROUT001 ${it}`));
  });

  test("a firewall refuses IPv6", async () => {
    const rule = (how: "I" | "D") => lan(`ip6tables -${how} FORWARD -i vlan1 -p tcp -j REJECT --reject-with tcp-reset`);
    expect(
      await named(
        () => rule("I"),
        () => rule("D"),
      ),
    ).toEqual(NODES.map((it) => `fail ROUT002 ${it}`));
  });

  test("a switch port drops neighbour solicitations", async () => {
    const said = await named(
      () => scene.run("lan", "nft", NO_SOLICITATIONS),
      () => scene.run("lan", "nft", "delete table bridge swarmlan"),
    );
    expect(said).toEqual([`fail WIRE002 ${NODE}`]);
  });

  test("a container listens on its IPv6 address alone, where its image does not say", async () => {
    const container = await scene.containerOn(NODE);
    const kill = "kill $(ps -o pid,args | awk '/6379/ && !/awk/ { print $1 }')";
    const said = await named(
      () => scene.docker(NODE, "exec", "-d", container, "httpd", "-f", "-p", `[${CONTAINER}]:6379`),
      () => scene.docker(NODE, "exec", container, "sh", "-c", kill),
    );
    expect(said).toEqual([`warn EXPO001 ${NODE}`, `warn EXPO002 ${NODE}`]);
  });

  test("IPv6 is off on a host's parent: its containers have it all the same, and nobody is blamed", async () => {
    const off = (on: 0 | 1) => scene.run(NODE, "busybox", "sysctl", "-qw", `net.ipv6.conf.eth1.disable_ipv6=${on}`);
    expect(
      await named(
        () => off(1),
        async () => {
          await off(0);
          await speaks(NODE);
        },
      ),
    ).toEqual([]);
    const skipped = scene.facts().wire.neighbours.filter((it) => it.result.kind === "skipped");
    expect([...new Set(skipped.map((it) => `${it.family} ${it.from}`))]).toHaveLength(1);
  });

  test("a foreign host has an address that a slice hands out next", async () => {
    const said = await named(
      () => lan(`ip -6 address add ${NEXT}/128 dev br0 nodad`),
      () => lan(`ip -6 address del ${NEXT}/128 dev br0`),
      true,
    );
    expect(said).toEqual([`fail WIRE006 ${NODE}`]);
  });

  test("apply --sweep finds who has an address that a new slice would hand out first, and changes nothing", async () => {
    const file = scene.file.replace("doctor.yaml", "moved.yaml");
    const moved = readFileSync(scene.file, "utf8").replace(
      `${NODE}: { `,
      `${NODE}: { ipv6: { slice: "fd00:16:0:0:9::/80" }, `,
    );
    writeFileSync(file, moved);
    const before = (await scene.driver.observe()).swarm.configs;
    await lan("ip -6 address add fd00:16:0:0:9::2/128 dev br0 nodad");
    const argv = ["apply", "-f", file, "-y", "--max-disruption", "9", "--sweep", "-o", "json"];
    const { code, stdout } = await scene.lab.exec("mgr01", [process.execPath, PROGRAM, ...argv]);
    await lan("ip -6 address del fd00:16:0:0:9::2/128 dev br0");
    const { findings } = expectKind("ApplyReport", stdout);
    const errors = findings.filter((it) => it.severity === "error");
    expect([
      code,
      errors.map((it) => `${it.code} ${(it as { target?: { address?: string } }).target?.address}`),
    ]).toEqual([4, ["SLICE_SQUATTED fd00:16::9:0:0:2"]]);
    expect((await scene.driver.observe()).swarm.configs).toEqual(before);
  });

  test("a probe tells who answers from who is silent and from what could not be asked", async () => {
    const { signal } = new AbortController();
    const engine = openEngine(`unix://${scene.lab.socket("mgr01")}`);
    const image = await loadProbeImage(scene.lab);
    const probe = await openProbe({ engine, image, mark: "six", containers: [] }, signal);
    const asked = (nic: string) => ({
      kind: "neighbours" as const,
      family: 6 as const,
      interface: nic,
      ranges: [CONTAINER, NEXT].map((it) => rangeOf({ family: 6, base: parseAddress(it)?.value ?? 0n, length: 128 })),
      packetsPerSecond: 1000,
    });
    const [answers, nowhere] = await probe.ask([asked("eth1"), asked("nope0")], signal);
    await scene.run("mgr01", "ip", "link", "set", "eth1", "down");
    const [down] = await probe.ask([asked("eth1")], signal);
    await scene.run("mgr01", "ip", "link", "set", "eth1", "up");
    await scene.run("mgr01", "ip", "route", "replace", "default", "via", ROUTER);
    await speaks("mgr01");
    await probe.close();
    engine.close();
    expect(answers.kind === "known" && answers.value.map((it) => formatAddress(it.address))).toEqual([CONTAINER]);
    expect(nowhere.kind === "unknown" && nowhere.why).toContain("No such device");
    expect(down.kind === "unknown" && down.why).toContain("the link is down");
  });

  // The last one: neighbours remember for a while who else had the address.
  test("a foreign host has a container's address", async () => {
    const said = await named(
      () => lan(`ip -6 address add ${CONTAINER}/128 dev br0 nodad`),
      () => lan(`ip -6 address del ${CONTAINER}/128 dev br0`),
    );
    expect(said).toEqual([`fail WIRE005 ${NODE}`]);
    expectInvariants(scene.spec, await scene.settle());
  });
});
