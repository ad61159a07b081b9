import { describe, expect, test } from "vitest";
import { judgeDocument } from "../../src/cli/judge-document.ts";
import { parse, web } from "../edges/spec-file/scene.ts";

/** `SPEC_BAD_LENGTH 6:12`, one for each problem, in the order of the file. */
function told(text: string): readonly string[] {
  const { findings } = judgeDocument(parse(text));
  return findings.map(({ code, spans: [span] }) => `${code} ${span?.line}:${span?.column}`);
}

const NODES = `nodes:
  a: { slice: 10.0.0.0/24, host: 192.168.17.1 }
  b: { slice: 192.168.16.0/24, host: 192.168.17.1 }
  c: { slice: 192.168.16.0/25 }`;
const REST = [
  "GATEWAY_OUTSIDE_SUBNET 5:14",
  "POOL_OUTSIDE_SUBNET 8:11",
  "RESERVE_OUTSIDE_SUBNET 9:15",
  "EXPLICIT_OUTSIDE_SUBNET 11:19",
  "HOST_TWICE 11:38",
  "EXPLICIT_OVERLAP 12:19",
  "LANS_OVERLAP 4:13",
];
const other = "  other: { subnet: 192.168.24.0/21, gateway: 192.168.24.1, slice: /24, parent: eth2 }\n";
const broken = (replaced: Readonly<Record<string, string>>, more = "") =>
  `${web(`pool: 10.0.0.0/16\nreserve: [10.9.9.9]\n${NODES}${more}`, { gateway: "10.9.0.1", ...replaced })}${other}`;

describe("judgeDocument", () => {
  test("says all that is wrong with addresses that can be read", () => {
    expect(told(broken({})).toSorted()).toEqual(REST.toSorted());
  });

  test.each([
    ["a bad length", { slice: "/99" }, "", "SPEC_BAD_LENGTH 6:12"],
    ["a wrong type", { slice: "[24]" }, "", "SPEC_WRONG_TYPE 6:5"],
    ["a bad parent", { parent: "eth 1" }, "", "SPEC_BAD_NAME 7:13"],
    ["an unknown key", {}, "\npaernt: eth1", "SPEC_UNKNOWN_KEY 14:5"],
    ["a broken node network", {}, "\nnode-network: [a]", "SPEC_WRONG_TYPE 14:5"],
    ["a broken node", {}, "\n  d: { skip: perhaps }", "SPEC_WRONG_TYPE 14:18"],
    ["IPv6 that is no mapping", {}, "\nipv6: fd00::/64", "SPEC_WRONG_TYPE 14:11"],
    ["a duplicate key", {}, "\nparent: eth2", "SPEC_DUPLICATE_KEY 14:5"],
  ])("with %s no less", (_, replaced, more, itself) => {
    const ownIsRead = more.includes("ipv6") ? REST.filter((it) => !it.startsWith("RESERVE")) : REST;
    expect(told(broken(replaced as Record<string, string>, more)).toSorted()).toEqual(
      [...ownIsRead, itself].toSorted(),
    );
  });

  test("with a broken subnet, what does not hang on the subnet", () => {
    expect(told(broken({ subnet: "192.168.16.0" }))).toEqual([
      "SPEC_BAD_CIDR 4:13",
      "HOST_TWICE 11:38",
      "EXPLICIT_OVERLAP 12:19",
    ]);
  });

  test("a broken entry of a list leaves the others their places", () => {
    expect(told(web("reserve: [nobody, 10.9.9.9]"))).toEqual(["SPEC_BAD_RANGE 8:15", "RESERVE_OUTSIDE_SUBNET 8:23"]);
  });

  test("takes nothing that is broken for its default", () => {
    const six = (more: string) => web(`ipv6: { subnet: "fd00::/48", gateway: "fd00::1", ${more} }`);
    expect(told(six('pool: "fd00::/100", slice: /200'))).toEqual(["SPEC_BAD_LENGTH 8:81"]);
    expect(told(six('pool: "fd00::/49", slice: /48'))).toEqual(["SLICE_LENGTH_UNFIT 8:80"]);
    expect(told(six("pool: none, slice: /48"))).toEqual(["SPEC_BAD_CIDR 8:60"]);
    expect(told(`${web("node-network: a b")}${other.replace("other", "web-node")}`)).toEqual([
      "LANS_OVERLAP 4:13",
      "SPEC_BAD_NAME 8:19",
    ]);
  });

  test("says one thing of one name", () => {
    expect(told(web().replace("web", "vlan.20"))).toEqual(["SPEC_BAD_NAME 3:3"]);
  });

  test("an IPv6 entry where there is no IPv6 hides nothing of IPv4", () => {
    expect(told(web('nodes: { a: { ipv6: { slice: "fd00::/80" } } }', { gateway: "10.0.0.1" }))).toEqual([
      "GATEWAY_OUTSIDE_SUBNET 5:14",
      "FAMILY_MIXED 8:34",
    ]);
  });
});

describe("an endpoint in a spec", () => {
  const swarm = (text: string) => `${web()}swarm: { ${text} }\n`;

  test.each([
    ["a scheme that is none", 'manager: "unx:///run/docker.sock"', "SPEC_BAD_ENDPOINT 8:19"],
    ["a socket without its path", 'manager: "unix://docker.sock"', "SPEC_BAD_ENDPOINT 8:19"],
    ["an option of ssh", 'nodes: { a: "ssh://-oProxyCommand=x" }', "SPEC_BAD_ENDPOINT 8:22"],
    ["a template", 'nodes: "smb://{hostname}"', "SPEC_BAD_ENDPOINT 8:17"],
    ["a context without a name", 'nodes: { a: "context://" }', "SPEC_BAD_ENDPOINT 8:22"],
  ])("with %s is told at its place", (_, text, finding) => {
    expect(told(swarm(text))).toEqual([finding]);
    expect(judgeDocument(parse(swarm(text)))).toMatchObject({ problems: 1, readable: false });
  });

  test("is told beside others, and beside what else is wrong", () => {
    const text = 'manager: "unx:///a", nodes: { a: "smb://a", b: "ssh://b", "c/d": "tcp://" }';
    expect(told(`${web("", { slice: "/99" })}swarm: { ${text} }\n`)).toEqual([
      "SPEC_BAD_LENGTH 6:12",
      "SPEC_BAD_ENDPOINT 8:19",
      "SPEC_BAD_ENDPOINT 8:43",
      "SPEC_BAD_NAME 8:68",
      "SPEC_BAD_ENDPOINT 8:75",
    ]);
  });

  test.each([
    "unix:///run/docker.sock",
    "ssh://ops@mgr01:2222",
    "tcp://192.168.1.5:2375",
    "http://mgr01",
    "https://[fd00::1]:2376",
    "context://prod",
    "npipe:////./pipe/docker_engine",
  ])("as %s is one", (endpoint) => {
    expect(told(swarm(`manager: "${endpoint}", nodes: "ssh://ops@{hostname}"`))).toEqual([]);
    expect(told(swarm('nodes: "tcp://{address}:2376"'))).toEqual([]);
  });
});
