import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import { known } from "../../src/model/known.ts";
import type { Reach } from "../../src/model/wire-facts.ts";
import { gatherPaths } from "../../src/operations/diagnose/gather-paths.ts";
import type { Vantage } from "../../src/operations/ports/vantage.ts";
import { address, nodeId } from "../builders.ts";

const ANSWERED = known<Reach>({ kind: "answered" });
const SILENT = known<Reach>({ kind: "silent" });

/** What a client with these addresses tried; `silent`: those that do not answer. */
async function tried(own: readonly string[], listens: readonly string[], silent: readonly string[] = []) {
  const said: string[] = [];
  const reach = (text: string, to: string) => {
    said.push(text);
    return Promise.resolve(silent.includes(to) ? SILENT : ANSWERED);
  };
  const vantage: Vantage = {
    name: "here",
    usable: known(true as const),
    ownAddresses: own.map(address),
    connect: (to, port) => reach(`${formatAddress(to)} port ${port}`, formatAddress(to)),
    ping: (to) => reach(`ping ${formatAddress(to)}`, formatAddress(to)),
    trace: (to) => {
      said.push(`trace ${formatAddress(to)}`);
      return Promise.resolve(known([]));
    },
  };
  const about = { lan: "macvlanswarm", node: nodeId("mgr01"), container: "c", id: "c", image: "web" } as never as {
    lan: never;
    node: never;
    container: string;
    id: never;
    image: string;
  };
  const addresses = ["192.168.16.2", "fd00:16::2"].map(address);
  const paths = await gatherPaths({
    vantage,
    hosts: [],
    endpoints: addresses.map((it) => ({ ...about, imageId: "", address: it })),
    listeners: [
      {
        ...about,
        addresses,
        declared: known([]),
        result: known(listens.map((it) => ({ protocol: "tcp" as const, address: address(it), port: 80 }))),
      },
    ],
    signal: new AbortController().signal,
  });
  return { said, kinds: paths.map((it) => it.result.kind) };
}

describe("a client's view of a container with two addresses", () => {
  test("is one of each, on a port that listens there", async () => {
    const { said } = await tried(["192.168.1.50", "fd00:1::50"], ["0.0.0.0", "fd00:16::2"]);
    expect(said).toEqual(["192.168.16.2 port 80", "fd00:16::2 port 80"]);
  });

  test("takes no socket of IPv4 alone for one of IPv6", async () => {
    const { said } = await tried(["192.168.1.50", "fd00:1::50"], ["0.0.0.0"]);
    expect(said).toEqual(["192.168.16.2 port 80", "ping fd00:16::2"]);
  });

  test("leaves IPv6 out where the client has none that leads anywhere", async () => {
    const { said, kinds } = await tried(["192.168.1.50", "::1", "fe80::1"], ["::"]);
    expect(said).toEqual(["192.168.16.2 port 80"]);
    expect(kinds).toEqual(["known", "skipped"]);
  });

  test("is traced in the family that is silent, though the other answers", async () => {
    const { said } = await tried(["fd00:1::50"], ["::"], ["fd00:16::2"]);
    expect(said.at(-1)).toBe("trace fd00:16::2");
  });
});
