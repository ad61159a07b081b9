/** What every lab test ends with: nothing overlaps, no address twice, networks equal the spec, ledger equals nodes. */
import { expect } from "vitest";
import { lanShares } from "../../src/core/plan/lan-shares.ts";
import { readLedgers } from "../../src/core/plan/ledger-labels.ts";
import { differences, nodeNetworkSettings } from "../../src/core/plan/node-network.ts";
import { readyLabel, reattachLabel } from "../../src/core/plan/names.ts";
import { formatAddress } from "../../src/model/address.ts";
import { contains, formatCidr, overlaps } from "../../src/model/cidr.ts";
import type { Ledger } from "../../src/model/ledger.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Spec } from "../../src/model/spec.ts";

export function expectInvariants(spec: Spec, snapshot: Snapshot): void {
  expect(snapshot.nodes.filter((it) => it.kind === "failed")).toEqual([]);
  expectNoAddressTwice(snapshot);
  const ledgers = readLedgers(snapshot.swarm.configs);
  expect([...ledgers.keys()].sort()).toEqual(spec.lans.map((it) => it.name as string).sort());
  for (const lan of spec.lans) {
    const ledger = ledgers.get(lan.name) as Ledger;
    expectDisjoint(ledger);
    expect(ledger.entries.filter((it) => it.drainedFrom !== undefined || it.changing)).toEqual([]);
    expect(ledger.destroying).toBeUndefined();
    const memos = snapshot.swarm.services.flatMap((it) => Object.keys(it.labels));
    expect(memos.filter((it) => it.startsWith(reattachLabel(lan.name)))).toEqual([]);
    const shares = lanShares(lan, ledger, snapshot).shares;
    for (const share of shares) {
      const view = snapshot.nodes.find((it) => it.node.id === share.node);
      if (view?.kind !== "answered") throw expect(view).toBeDefined();
      const networks = view.engine.networks.filter((it) => it.name === lan.nodeNetwork);
      expect(networks.map((it) => differences(it, nodeNetworkSettings(lan, share)))).toEqual([[]]);
      const entry = ledger.entries.find((it) => it.node === share.node);
      expect(entry && formatCidr(entry.slice)).toBe(formatCidr(share.ipv4.slice));
      expect(entry?.networks).toEqual([networks[0]?.id]);
      expect(view.node.labels[readyLabel(lan.name)]).toBe("ready");
      expect(view.node.availability).toBe("active");
      for (const end of view.engine.containers.flatMap((it) => it.endpoints)) {
        if (end.networkName === lan.name && end.ipv4) expect(contains(share.ipv4.slice, end.ipv4)).toBe(true);
      }
    }
    expect(snapshot.swarm.networks.filter((it) => it.name === lan.name).map((it) => it.id)).toEqual(
      ledger.swarmNetworks,
    );
  }
}

/** Nothing of swarmlan is left in the swarm. */
export function expectNothingOfOurs(snapshot: Snapshot): void {
  expect(snapshot.swarm.configs.filter((it) => it.name.startsWith("swarmlan."))).toEqual([]);
  expect(snapshot.swarm.services.filter((it) => it.name.startsWith("swarmlan"))).toEqual([]);
  for (const view of snapshot.nodes) {
    expect(Object.keys(view.node.labels).filter((it) => it.startsWith("swarmlan."))).toEqual([]);
    expect(view.node.availability).toBe("active");
    if (view.kind !== "answered") throw expect(view.kind).toBe("answered");
    expect(view.engine.networks.filter((it) => it.configOnly || it.driver === "macvlan").map((it) => it.name)).toEqual(
      [],
    );
  }
}

function expectNoAddressTwice(snapshot: Snapshot): void {
  const addresses = snapshot.nodes.flatMap((view) =>
    view.kind === "answered"
      ? view.engine.containers.flatMap((it) =>
          it.endpoints.flatMap((end) =>
            end.ipv4 && end.networkName !== "docker_gwbridge" && end.networkName !== "bridge"
              ? [formatAddress(end.ipv4)]
              : [],
          ),
        )
      : [],
  );
  expect(addresses.filter((it, index) => addresses.indexOf(it) !== index)).toEqual([]);
}

function expectDisjoint(ledger: Ledger): void {
  for (const [index, a] of ledger.entries.entries()) {
    for (const b of ledger.entries.slice(index + 1))
      expect(overlaps(a.slice, b.slice), `${a.hostname} and ${b.hostname}`).toBe(false);
  }
}
