import { describe, expect, test } from "vitest";
import { parse, told, web } from "./scene.ts";

const cases: readonly (readonly [what: string, text: string, findings: readonly string[]])[] = [
  ["an empty file", "", ["SPEC_WRONG_TYPE 1:1"]],
  ["a list", "[1, 2]", ["SPEC_WRONG_TYPE 1:1"]],
  ["one word", "swarmlan", ["SPEC_WRONG_TYPE 1:1"]],
  ["a tab as indentation", "lans:\n\tweb: {}", ["SPEC_SYNTAX 2:1"]],
  ["a quote that does not close", 'version: "1\nlans: {}\n', ["SPEC_SYNTAX 3:1"]],
  ["a brace that does not close", "version: 1\nlans: { web: {}\n", ["SPEC_SYNTAX 3:1"]],
  ["a missing colon", "version: 1\nlans\n", ["SPEC_SYNTAX 2:1"]],
  ["keys of one level at two columns", "lans:\n  a: {}\n   b: {}\n", ["SPEC_SYNTAX 3:1"]],
  ["a second document", `${web()}---\nversion: 1\n`, ["SPEC_SYNTAX 8:1"]],
  ["a tag", web("", { slice: "!mine /24" }), ["SPEC_SYNTAX 6:12"]],
  ["an alias without an anchor", web("", { parent: "*nic" }), ["SPEC_SYNTAX 7:13", "SPEC_WRONG_TYPE 7:13"]],
  [
    "an alias that holds itself",
    web("x-a: 1\nreserve: &r [10.0.0.1, *r]"),
    ["SPEC_SYNTAX 9:28", "SPEC_WRONG_TYPE 9:28"],
  ],
  ["a merge of what is no mapping", web("<<: [1]"), ["SPEC_SYNTAX 8:10"]],
  ["a key that is a list", web("[a, b]: 1"), ["SPEC_SYNTAX 8:5"]],
  ["a key that is missing", web(": 1"), ["SPEC_SYNTAX 8:1"]],
  ["a duplicate key", web("parent: eth2"), ["SPEC_DUPLICATE_KEY 8:5"]],
  ["a duplicate LAN", `${web()}  web: {}\n`, ["SPEC_DUPLICATE_KEY 8:3"]],
  ["the key __proto__", web("nodes:\n  __proto__: { skip: true }"), ["SPEC_SYNTAX 9:7"]],
  ["no version", web().replace("version: 1\n", ""), ["SPEC_MISSING_KEY 1:1"]],
  ["another version", web().replace("version: 1", "version: 2"), ["SPEC_VERSION 1:10"]],
  ["a version as a text", web().replace("version: 1", 'version: "1"'), ["SPEC_VERSION 1:10"]],
  ["no LANs", "version: 1\n", ["SPEC_MISSING_KEY 1:1"]],
  ["LANs as a list", "version: 1\nlans:\n  - web\n", ["SPEC_WRONG_TYPE 2:1"]],
  ["a LAN with nothing in it", "version: 1\nlans:\n  web:\n", ["SPEC_WRONG_TYPE 3:3"]],
  [
    "a LAN without what it needs",
    "version: 1\nlans:\n  web: {}\n",
    ["SPEC_MISSING_KEY 3:3", "SPEC_MISSING_KEY 3:3", "SPEC_MISSING_KEY 3:3", "SPEC_MISSING_KEY 3:3"],
  ],
  ["an unknown key at the top", `${web()}lan: {}\n`, ["SPEC_UNKNOWN_KEY 8:1"]],
  ["an unknown key in a LAN", web("gatway: 192.168.31.254"), ["SPEC_UNKNOWN_KEY 8:5"]],
  ["an unknown key of a node", web("nodes: { a: { nic: eth2 } }"), ["SPEC_UNKNOWN_KEY 8:19"]],
  ["an unknown key of swarm", `${web()}swarm: { hosts: x }\n`, ["SPEC_UNKNOWN_KEY 8:10"]],
  ["a LAN name with a blank", web().replace("web", "my web"), ["SPEC_BAD_NAME 3:3"]],
  ["a LAN name of 51 letters", web().replace("web", "w".repeat(51)), ["SPEC_BAD_NAME 3:3"]],
  ["a LAN name with a dot, which Engines refuse", web().replace("web", "vlan.20"), ["SPEC_BAD_NAME 3:3"]],
  ["a LAN name that ends with a dash", web().replace("web", "web-"), ["SPEC_BAD_NAME 3:3"]],
  ["a variable as a key", web().replace("web", "${LAN}"), ["SPEC_BAD_NAME 3:3"]],
  ["a hostname with a slash", web("nodes: { a/b: {} }"), ["SPEC_BAD_NAME 8:14"]],
  ["a subnet that is no prefix", web("", { subnet: "192.168.16.0" }), ["SPEC_BAD_CIDR 4:13"]],
  ["a subnet with a netmask", web("", { subnet: "192.168.16.0/255.255.240.0" }), ["SPEC_BAD_CIDR 4:13"]],
  ["a subnet with host bits", web("", { subnet: "192.168.17.0/20" }), ["SPEC_HOST_BITS 4:13"]],
  ["a subnet of the other family", web("", { subnet: "fd00::/64" }), ["SPEC_BAD_CIDR 4:13"]],
  ["a subnet left empty", web("", { subnet: "" }), ["SPEC_WRONG_TYPE 4:5"]],
  ["a gateway that is no address", web("", { gateway: "192.168.31.300" }), ["SPEC_BAD_ADDRESS 5:14"]],
  ["a gateway with a length", web("", { gateway: "192.168.31.254/20" }), ["SPEC_BAD_ADDRESS 5:14"]],
  ["a gateway with a leading zero", web("", { gateway: "192.168.031.254" }), ["SPEC_BAD_ADDRESS 5:14"]],
  ["a gateway of the other family", web("", { gateway: "fd00::1" }), ["SPEC_BAD_ADDRESS 5:14"]],
  ["a slice that is too long", web("", { slice: "/33" }), ["SPEC_BAD_LENGTH 6:12"]],
  ["a slice as a netmask", web("", { slice: "255.255.255.0" }), ["SPEC_BAD_LENGTH 6:12"]],
  ["a slice with a fraction", web("", { slice: "24.5" }), ["SPEC_BAD_LENGTH 6:12"]],
  ["a slice that is a list", web("", { slice: "[24]" }), ["SPEC_WRONG_TYPE 6:5"]],
  ["a parent with a blank", web("", { parent: "eth 1" }), ["SPEC_BAD_NAME 7:13"]],
  ["a parent of 16 letters", web("", { parent: "e".repeat(16) }), ["SPEC_BAD_NAME 7:13"]],
  ["a parent that is a number", web("", { parent: "1" }), ["SPEC_WRONG_TYPE 7:13"]],
  ["a mode that macvlan has not", web("mode: brigde"), ["SPEC_BAD_VALUE 8:11"]],
  ["edges that are neither", web("edges: keep"), ["SPEC_BAD_VALUE 8:12"]],
  ["one host address for a whole LAN", web("host: 192.168.16.1"), ["SPEC_BAD_VALUE 8:11"]],
  ["a truth value in YAML 1.1", web("attachable: yes"), ["SPEC_WRONG_TYPE 8:17"]],
  ["reserve as one word", web("reserve: 192.168.31.0/24"), ["SPEC_WRONG_TYPE 8:14"]],
  [
    "several bad ranges",
    web("reserve:\n  - 192.168.20.99-192.168.20.50\n  - printer\n  - 192.168.21.7/24\n  - fd00::1-10.0.0.1"),
    ["SPEC_BAD_RANGE 9:9", "SPEC_BAD_RANGE 10:9", "SPEC_HOST_BITS 11:9", "SPEC_BAD_RANGE 12:9"],
  ],
  ["a node network with a blank", web('node-network: "a b"'), ["SPEC_BAD_NAME 8:19"]],
  ["an explicit slice with host bits", web("nodes: { a: { slice: 192.168.16.1/24 } }"), ["SPEC_HOST_BITS 8:26"]],
  ["a node's host that is no address", web("nodes: { a: { host: nine } }"), ["SPEC_BAD_ADDRESS 8:25"]],
  ["an IPv4 subnet under ipv6", web('ipv6: { subnet: 10.0.0.0/8, gateway: "fd00::1" }'), ["SPEC_BAD_CIDR 8:21"]],
  ["ipv6 without a gateway", web('ipv6: { subnet: "fd00::/64" }'), ["SPEC_MISSING_KEY 8:5"]],
  ["an unknown placeholder", `${web()}swarm:\n  nodes: ssh://{hostnam}\n`, ["SPEC_BAD_TEMPLATE 9:10"]],
  ["a placeholder in a map", `${web()}swarm: { nodes: { a: "ssh://{hostname}" } }\n`, ["SPEC_BAD_TEMPLATE 8:22"]],
  ["nodes that are neither text nor map", `${web()}swarm: { nodes: [a] }\n`, ["SPEC_WRONG_TYPE 8:10"]],
  ["an endpoint that is a number", `${web()}swarm: { nodes: { a: 1 } }\n`, ["SPEC_WRONG_TYPE 8:22"]],
  ["an empty endpoint", `${web()}swarm: { manager: "" }\n`, ["SPEC_BAD_NAME 8:19"]],
  ["a required variable", web("", { parent: "${NIC:?say which}" }), ["SPEC_VARIABLE 7:13", "SPEC_WRONG_TYPE 7:13"]],
  ["a variable that is not set", web("", { parent: "${NIC}" }), ["SPEC_VARIABLE_UNSET 7:13", "SPEC_WRONG_TYPE 7:13"]],
  ["what is no variable", web("", { parent: "${NIC!}" }), ["SPEC_VARIABLE_SYNTAX 7:13", "SPEC_WRONG_TYPE 7:13"]],
];

describe("parseSpec refuses, with a code and a place,", () => {
  test.each(cases)("%s", (_, text, findings) => {
    const document = parse(text);
    expect(told(document)).toEqual(findings);
    expect(document.spec).toBeUndefined();
  });

  test("everything at once, in the order of the file", () => {
    const text = web("edges: keep\nnodes: { a: { slize: x } }", { gateway: "no", subnet: "10.0.0.1/8" });
    expect(told(parse(text))).toEqual([
      "SPEC_HOST_BITS 4:13",
      "SPEC_BAD_ADDRESS 5:14",
      "SPEC_BAD_VALUE 8:12",
      "SPEC_UNKNOWN_KEY 9:19",
    ]);
  });

  test("the values of a LAN whose name is wrong as well", () => {
    expect(told(parse(web("", { gateway: "no" }).replace("web", "my web")))).toEqual([
      "SPEC_BAD_NAME 3:3",
      "SPEC_BAD_ADDRESS 5:14",
    ]);
  });

  test("a slip in a shared value once, where it was written", () => {
    const lan = "{ subnet: 10.0.0.0/8, gateway: 10.0.0.1, slice: /24, <<: *usual }";
    const text = `version: 1\nx-usual: &usual { parent: eth 1 }\nlans:\n  a: ${lan}\n  b: ${lan}\n`;
    expect(told(parse(text))).toEqual(["SPEC_BAD_NAME 2:27"]);
  });
});

describe("parseSpec says what was meant", () => {
  test.each([
    [web("gatway: 192.168.31.254"), /did you mean gateway\?/],
    [web("ip-range: 192.168.16.0/24"), /did you mean slice\?/],
    [web("aux_address: 192.168.16.1"), /did you mean reserve\?/],
    [web("banana: 1"), /known here: subnet, gateway, slice, .*keys of your own begin with x-/],
    [web("mode: brigde"), /did you mean bridge\?/],
    [`${web()}swarm: { nodes: "ssh://{hostnam}" }\n`, /did you mean {hostname}\?/],
    [web("nodes: { a: { parent: ${NIC} } }"), /put quotes around variables/],
    [web().replace("web", "${LAN}"), /into values only, never into keys/],
    [web("", { subnet: "192.168.17.0/20" }), /write 192\.168\.16\.0\/20/],
    [web("", { subnet: '"fd00::/64"' }), /IPv6 goes under "ipv6:".*IPv4.*always needed/],
    [web("", { gateway: '"fd00::1"' }), /IPv6 goes under "ipv6:"/],
    [web('ipv6: { subnet: 10.0.0.0/8, gateway: "fd00::1" }'), /IPv4 goes directly under the LAN/],
  ])("in %j", (text, hint) => {
    expect(parse(text).findings[0]?.hint).toMatch(hint);
  });

  test("with host bits set, which prefix it should be", () => {
    expect(parse(web("", { subnet: "192.168.17.0/20" })).findings[0]?.message).toBe(
      "lans.web.subnet: 192.168.17.0/20 has host bits set; it should be 192.168.16.0/20",
    );
  });
});
