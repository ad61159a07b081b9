import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { psColumns } from "../../src/cli/commands/ps.ts";
import { statusColumns } from "../../src/cli/commands/status.ts";
import type { Column } from "../../src/cli/answer.ts";
import { renderTable } from "../../src/cli/render/table.ts";
import { formatAddress } from "../../src/model/address.ts";
import { formatCidr } from "../../src/model/cidr.ts";
import type { LanName, NodeId } from "../../src/model/ids.ts";
import type { EndpointItem } from "../../src/operations/list-endpoints.ts";
import type { StatusRow } from "../../src/operations/status.ts";
import { address, cidr } from "../builders.ts";

const LAN = "macvlanswarm" as LanName;
const SIX = ["mgr01", "mgr02", "mgr03", "swarm01", "swarm02", "swarm03"];

function endpoint(name: string, at: number, more: Partial<EndpointItem> = {}): EndpointItem {
  const ipv4 = address(`192.168.${16 + at}.2`);
  const url = `http://${formatAddress(ipv4)}/`;
  const rest = { byHand: false, source: "engine", warnings: [] } as const;
  return { lan: LAN, name, node: SIX[at] ?? "", ipv4, state: "running", url, ...rest, ...more };
}

function row(at: number, more: Partial<StatusRow> = {}): StatusRow {
  const slice = cidr(`192.168.${16 + at}.0/24`);
  const ipv4 = { slice, usable: "253", reserved: "3", used: "1", next: address(`192.168.${16 + at}.3`) };
  const hostname = SIX[at] ?? "";
  return { lan: LAN, node: hostname as NodeId, hostname, state: "ready", ipv4, ...more };
}

const six = (at: number) => ({
  ipv6: { slice: cidr(`fd00:16:0:0:${at}::/80`), usable: `${2n ** 80n}`, reserved: "2", used: "1" },
});

const reference = SIX.map((_, at) => endpoint(`it-tools.${at + 1}`, at));
const rejected = "failed to allocate secondary ip address (host:192.168.16.1): Address already in use";
const withError = [...reference, endpoint("a-longer-service-name.1", 5, { state: "rejected", error: rejected })];
const dual = reference.map((it, at) => ({ ...it, ipv6: address(`fd00:16:0:0:${at}::2`) }));
const statuses = SIX.map((_, at) => row(at));
const down = { slice: cidr("192.168.20.0/24"), usable: "253", reserved: "3", used: "2", usedFrom: "gossip" } as const;
const why = "unix:///run/swarm02.sock cannot be reached: connect ECONNREFUSED /run/swarm02.sock";
const oneDown = statuses.with(4, row(4, { state: "unreachable", why, ipv4: down }));

const ps = (items: readonly EndpointItem[], width: number) =>
  renderTable(items, psColumns(items), { width, wide: false });
const status = (rows: readonly StatusRow[], width: number) =>
  renderTable(rows, statusColumns(rows), { width, wide: false });
const widest = (text: string) => Math.max(...text.split("\n").map((it) => [...it].length));

describe("ps on a terminal of 80 columns", () => {
  it("shows everything of the reference case", () => {
    const { text, hidden } = ps(reference, 80);
    expect([widest(text) <= 80, hidden]).toEqual([true, []]);
    expect(text.split("\n")[0]).toBe("NAME        NODE     IPV4          STATE    URL");
  });

  it.each([80, 60])("shows names, nodes and addresses whole with an error too, and what it says, at %d", (width) => {
    const { text } = ps(withError, width);
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const word of ["a-longer-service-name.1", "swarm03", "192.168.21.2"]) expect(text).toContain(word);
  });

  it("says errors below the rows that have one, and hides the link, which the address tells", () => {
    const { text, hidden } = ps(withError, 60);
    expect(hidden).toEqual(["URL"]);
    expect(text.split("\n").slice(0, 3)).toEqual([
      "NAME                     NODE     IPV4          STATE",
      "  ERROR",
      "it-tools.1               mgr01    192.168.16.2  running",
    ]);
    expect(text.split("\n").slice(-2)).toEqual([
      "a-longer-service-name.1  swarm03  192.168.21.2  rejected",
      "  failed to allocate secondary ip address (host:192.168.16.…",
    ]);
    expect(ps(withError, 80).hidden).toEqual([]);
  });

  it("says a short error beside the rest", () => {
    const short = [...reference, endpoint("web.1", 5, { state: "rejected", error: "No such image" })];
    expect(ps(short, 82).text).toContain(
      "\nweb.1       swarm03  192.168.21.2  rejected  http://192.168.21.2/  No such image",
    );
  });
});

describe("status on a terminal of 80 columns", () => {
  it("shows everything of the reference case", () => {
    const { text, hidden } = status(statuses, 80);
    expect([widest(text) <= 80, hidden]).toEqual([true, []]);
  });

  it("keeps slices and next addresses whole beside a node that does not answer", () => {
    const { text, hidden } = status(oneDown, 80);
    expect([widest(text) <= 80, hidden]).toEqual([true, ["RESERVED"]]);
    for (const it of ["192.168.20.0/24", "192.168.21.3", "2 (gossip)", `\n  ${why.slice(0, 77)}…`])
      expect(text).toContain(it);
  });

  it("fits with both families, the second below the first", () => {
    const { text, hidden } = status(
      SIX.map((_, at) => row(at, six(at))),
      80,
    );
    expect([widest(text) <= 80, hidden]).toEqual([true, []]);
    expect(text.split("\n").slice(1, 3)).toEqual([
      "mgr01    ready  192.168.16.0/24     1     253     3         192.168.16.3",
      "                fd00:16::/80        1     ~2^80   2         -",
    ]);
  });
});

/** Words of letters that an ellipsis would change. */
const word = (most: number) => fc.stringMatching(new RegExp(`^[a-z][a-z0-9.-]{0,${most - 2}}[a-z0-9]$`));
const endpoints = fc.array(
  fc.record({ name: word(37), node: word(24), at: fc.nat(5), error: fc.option(word(90)), ipv6: fc.boolean() }),
  { minLength: 1, maxLength: 8 },
);
const rows = fc.array(
  fc.record({ hostname: word(37), at: fc.nat(5), why: fc.option(word(90)), dual: fc.boolean(), several: fc.boolean() }),
  { minLength: 1, maxLength: 8 },
);

/** No line is wider than the terminal, and of each column that stays every cell is there, unless it is prose. */
function fits<T>(items: readonly T[], columns: readonly Column<T>[], width: number): void {
  const { text, hidden } = renderTable(items, columns, { width, wide: false });
  expect(widest(text)).toBeLessThanOrEqual(width);
  const there = columns.filter((it) => !it.wide && !it.prose && !hidden.includes(it.title));
  for (const { text: cell } of there) for (const item of items) expect(text).toContain(cell(item));
}

describe("at every width from 40 to 200", () => {
  it("ps cuts no name, node or address, and always shows them", () => {
    fc.assert(
      fc.property(endpoints, fc.integer({ min: 40, max: 200 }), (some, width) => {
        const items = some.map(({ name, node, at, error, ipv6 }) =>
          endpoint(name, at, {
            node,
            ...(error === null ? {} : { error, state: "rejected" }),
            ...(ipv6 ? { ipv6: address(`fd00:16:0:0:${at}::2`) } : {}),
          }),
        );
        fits(items, psColumns(items), width);
        const { text } = ps(items, width);
        for (const it of items) {
          expect(text).toContain(it.name);
          expect(text).toContain(it.node);
          expect(text).toContain(it.ipv4 && formatAddress(it.ipv4));
          expect(text).toContain(it.ipv6 ? formatAddress(it.ipv6) : "");
        }
      }),
    );
  });

  it("status cuts no node, slice or address, and always shows nodes and slices", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 200 }), (some, width) => {
        const items = some.map(({ hostname, at, why: reason, dual: both, several }) =>
          row(at, {
            hostname,
            lan: (several ? "other" : LAN) as LanName,
            ...(reason === null ? {} : { state: "unreachable", why: reason }),
            ...(both ? six(at) : {}),
          }),
        );
        fits(items, statusColumns(items), width);
        const { text } = status(items, width);
        for (const { hostname, ipv4, ipv6 } of items) {
          expect(text).toContain(hostname);
          expect(text).toContain(ipv4 && formatCidr(ipv4.slice));
          expect(text).toContain(ipv6 ? formatCidr(ipv6.slice) : "");
        }
      }),
    );
  });

  it("shows at least as many columns on a wider terminal", () => {
    for (let width = 41; width <= 200; width++) {
      for (const [wider, narrower] of [
        [ps(withError, width), ps(withError, width - 1)],
        [ps(dual, width), ps(dual, width - 1)],
        [status(oneDown, width), status(oneDown, width - 1)],
      ]) {
        expect(wider!.hidden.length).toBeLessThanOrEqual(narrower!.hidden.length);
      }
    }
  });
});
