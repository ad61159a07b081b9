import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import { neighbourRounds, type NeighbourRound, spareRounds } from "../../src/operations/diagnose/neighbour-rounds.ts";
import { firstRound } from "../../src/operations/diagnose/first-round.ts";
import type { LanView } from "../../src/operations/diagnose/lan-view.ts";
import { address, cidr, lan, nodeId } from "../builders.ts";

/** `a` to `f`, each with a slice, a host address and one container: 192.168.16.1 and .2 for `a`, and so on. */
function view(names = "abcdef"): LanView {
  const members = [...names].map((name, at) => ({
    node: { id: nodeId(name), hostname: name } as LanView["members"][number]["node"],
    parent: "eth1",
    share: { slice: cidr(`192.168.${16 + at}.0/24`), aux: [] } as never,
    host: address(`192.168.${16 + at}.1`),
  }));
  const endpoints = [...names].map((name, at) => ({
    lan: "macvlanswarm",
    node: nodeId(name),
    container: `c-${name}`,
    address: address(`192.168.${16 + at}.2`),
  }));
  return { lan: lan(), family: 4, addressing: lan().ipv4, members, endpoints: endpoints as never };
}

const text = ({ from, aim, ranges }: NeighbourRound) =>
  `${from.replace("id-", "")} ${aim} ${ranges.map((it) => formatAddress({ family: 4, value: it.first })).join(" ")}`;
const spare = (deaf: string, names?: string) =>
  spareRounds({ view: view(names), sweep: true, sweepLimit: 4096n }, ({ node }) => !deaf.includes(node.hostname)).map(
    text,
  );

describe("who asks for whom", () => {
  test("every container and host is asked for by two others, every slice by one", () => {
    const all = neighbourRounds({ view: view(), sweep: true, sweepLimit: 4096n }).map(text);
    expect(all).toContain("a endpoints 192.168.17.2 192.168.18.2");
    expect(all).toContain("a sweep 192.168.17.0");
    expect(all).toHaveLength(18);
  });

  test("of a slice that is too large for all of it, the eight addresses that it hands out next are asked for", () => {
    const narrow = neighbourRounds({ view: view("ab"), sweep: true, sweepLimit: 16n }).map(text);
    const next = [0, 1, 3, 4, 5, 6, 7, 8].map((it) => `192.168.17.${it}`).join(" ");
    expect(narrow).toContain(`a sweep ${next}`);
    expect(
      neighbourRounds({ view: view("ab"), sweep: false, sweepLimit: 16n })
        .map(text)
        .join(),
    ).not.toContain("sweep");
  });

  test("a slice that would take minutes at that rate is too large too", () => {
    const swept = (packetsPerSecond: number) => {
      const questions = firstRound({ views: [view("ab")], sweep: true, packetsPerSecond })(
        view("ab").members[0]?.node as never,
      );
      const asked = questions.flatMap((it) =>
        it.kind === "neighbours" && it.about.aim === "sweep" ? it.ask.ranges : [],
      );
      return asked.map((it) => Number(it.last - it.first) + 1).reduce((one, other) => one + other, 0);
    };
    expect([swept(1000), swept(10), swept(5)]).toEqual([256, 256, 8]);
  });

  test("where everybody hears, nobody steps in", () => {
    expect(spare("")).toEqual([]);
  });

  test("the slice that a deaf node was to sweep is swept by the one behind it", () => {
    expect(spare("b")).toEqual(["a sweep 192.168.18.0"]);
  });

  test("of whom two deaf nodes were the witnesses is asked for by a third, never by itself", () => {
    expect(spare("bc")).toEqual([
      "a sweep 192.168.18.0",
      "a endpoints 192.168.19.2",
      "a hosts 192.168.19.1",
      "a sweep 192.168.19.0",
    ]);
    expect(spare("ab", "abc")).toEqual(["c sweep 192.168.17.0"]);
  });

  test("where nobody hears, nobody is asked again", () => {
    expect(spare("abcdef")).toEqual([]);
    expect(spare("ab", "ab")).toEqual([]);
  });

  test("one node makes up for eight others and no more", () => {
    const names = "abcdefghijklmnop";
    const made = spare(names.slice(1), names);
    expect(made.filter((it) => it.includes("sweep"))).toHaveLength(8);
    expect(new Set(made.map((it) => it.slice(0, 1)))).toEqual(new Set(["a"]));
  });
});
