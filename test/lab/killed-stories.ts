/**
 * What must hold when swarmlan is killed at any write, on the Engines of one small lab: the next run ends converged,
 * nothing doubled, and no drain, label or memo of a detached service left behind.
 *
 * Cost: a story is told twice for each of its writes, with one run that is killed and one or two that are not; where
 * Engines wait for tasks and gossip, only once. Two nodes and a stop grace of 0 s keep a telling at 1 s, or at 3 to 6 s.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, type LabOptions, labUp } from "../../src/lab/index.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Spec } from "../../src/model/spec.ts";
import { type Driver, drive, findingsOf, specOf, stepsOf } from "./drive.ts";
import { expectInvariants, expectNothingOfOurs } from "./invariants.ts";
import { everyKill, everyKillAfter, type Killer, killerOf } from "./kill-at-write.ts";

const LAN = "macvlanswarm";

/** `lab` must have the nodes mgr01 and swarm01 and no others. */
export function killedStories(title: string, options: () => Promise<LabOptions>): void {
  describe(title, () => {
    let lab: Lab;
    let driver: Driver;
    let killer: Killer;
    const files: Record<"plain" | "reserve" | "subnet", string> = { plain: "", reserve: "", subnet: "" };

    beforeAll(async () => {
      lab = await labUp(await options(), () => {});
      driver = await drive(lab.specFile);
      killer = await killerOf(lab);
      files.plain = killer.file("plain");
      files.reserve = killer.file("reserve", (text) =>
        text.replace(/^(\s+)parent: eth1$/m, "$1parent: eth1\n$1reserve: [192.168.17.50]"),
      );
      files.subnet = killer.file("subnet", (text) => text.replace("192.168.16.0/20", "192.168.0.0/19"));
    });
    afterAll(async () => {
      driver?.[Symbol.dispose]();
      await killer?.[Symbol.asyncDispose]();
      await lab?.[Symbol.asyncDispose]();
    });

    const apply = (file: string) => ["apply", "-y", "--max-disruption", "9", "-f", file];
    const destroy = (file: string) => ["destroy", LAN, "--confirm", LAN, "-f", file];
    const converged = async (spec: Spec): Promise<Snapshot> => {
      const { plan, snapshot } = await driver.plan(spec);
      expect(plan.lans.flatMap((it) => it.drift)).toEqual([]);
      expect([findingsOf(plan), stepsOf(plan)]).toEqual([[], []]);
      expectInvariants(spec, snapshot);
      return snapshot;
    };
    const docker = async (...argv: readonly string[]) => {
      const result = await lab.docker("mgr01", argv);
      expect(result.code, result.stderr).toBe(0);
    };
    /** A service on every node that dies at once when it is stopped, everywhere at the same time. */
    const serve = async (name: string, ...more: readonly string[]) => {
      const quick = ["--stop-grace-period", "0s", "--update-parallelism", "0"];
      const how = ["--mode", "global", ...quick, "--network", LAN, "-d", "-q", ...more];
      await docker("service", "create", "--name", name, ...how, lab.image);
      await everywhere(name);
    };
    const standing = (snapshot: Snapshot, service: string) =>
      snapshot.nodes.flatMap((view) =>
        view.kind === "answered" && view.engine.containers.some((it) => it.service === service && onLan(it))
          ? [view.node.hostname]
          : [],
      );
    const onLan = (it: { endpoints: readonly { networkName: string }[] }) =>
      it.endpoints.some((end) => end.networkName === LAN);
    const everywhere = async (service: string) => {
      for (let tries = 0; tries < 120; tries++) {
        if (standing(await driver.observe(), service).length === 2) return;
        await sleep(250);
      }
      expect(standing(await driver.observe(), service)).toEqual(["mgr01", "swarm01"]);
    };
    const gone = async (service: string) => {
      await docker("service", "rm", service);
      for (let tries = 0; tries < 120; tries++) {
        const { nodes } = await driver.observe();
        const instances = nodes.flatMap((it) => (it.kind === "answered" ? it.engine.networks : []));
        if (!instances.some((it) => it.name === LAN && it.instance)) return;
        await sleep(250);
      }
    };
    /** Goes to and fro between two specs, killed once on each way. */
    const toAndFro = async (there: keyof typeof files, service: string) => {
      const specs = { plain: driver.spec, there: await specOf(files[there]) };
      let next: "plain" | "there" = "there";
      return everyKillAfter(async (at) => {
        const file = next === "there" ? files[there] : files.plain;
        const killed = await killer.run(apply(file), at);
        await killer.run(apply(file));
        const { swarm } = await converged(specs[next]);
        expect(swarm.services.find((it) => it.name === service)?.labels).toEqual({});
        expect(swarm.services.map((it) => it.name).sort()).toEqual([service, `swarmlan-holder-${LAN}`].sort());
        await everywhere(service);
        next = next === "there" ? "plain" : "there";
        return killed;
      });
    };

    test("a first apply is finished by the next one", async () => {
      const writes = await everyKill(async (at) => {
        const killed = await killer.run(apply(files.plain), at);
        await killer.run(apply(files.plain));
        await converged(driver.spec);
        await killer.run(destroy(files.plain));
        expectNothingOfOurs(await driver.observe());
        return killed;
      });
      // Ledger; two node networks; swarm network, holder; two parents looked for; two labels; ledger.
      expect(writes).toBe(10);
    });

    test("a replacement is finished by the next apply", async () => {
      await killer.run(apply(files.plain));
      const changed = await specOf(files.reserve);
      const writes = await everyKill(async (at) => {
        const killed = await killer.run(apply(files.reserve), at);
        await killer.run(apply(files.reserve));
        await converged(changed);
        await killer.run(apply(files.plain));
        await converged(driver.spec);
        return killed;
      });
      // Ledger; label away; node network removed and made; probe made and removed; label; ledger.
      expect(writes).toBe(8);
    });

    test("a replacement that drains its node is finished by the next apply", async () => {
      await killer.run(apply(files.plain));
      await serve("free");
      // Ledger; label away; drain; node network removed and made; node given back; label; ledger.
      expect(await toAndFro("reserve", "free")).toBe(8);
      await gone("free");
      await killer.run(apply(files.plain));
    });

    test("a swarm network that is made anew is finished by the next apply", async () => {
      await killer.run(apply(files.plain));
      await serve("web", "--constraint", `node.labels.swarmlan.${LAN}==ready`);
      // Ledger; service off; holder and swarm network away; two node networks removed and made; swarm network, holder;
      // service on again; ledger.
      expect(await toAndFro("subnet", "web")).toBe(12);
      await gone("web");
      await killer.run(apply(files.plain));
    });

    test("a destroy is told as one by plan, finished by destroy, and made whole again by apply", async () => {
      await killer.run(apply(files.plain));
      const writes = await everyKill(async (at) => {
        const killed = await killer.run(destroy(files.plain), at);
        const { plan, snapshot } = await driver.plan(driver.spec);
        expect(plan.lans.flatMap((it) => it.drift)).toEqual([]);
        // Nothing is begun before the first write, and nothing is known of it after the last.
        const begun = snapshot.swarm.configs.length > 0 && !(at.write === 1 && at.moment === "before");
        expect(findingsOf(plan)).toEqual(begun ? ["DESTROY_UNFINISHED"] : []);
        // After write n and before write n+1 the swarm is the same: one is finished by destroy, the other by apply.
        if (at.moment === "after" && snapshot.swarm.configs.length > 0) {
          await killer.run(destroy(files.plain));
          expectNothingOfOurs(await driver.observe());
        }
        await killer.run(apply(files.plain));
        await converged(driver.spec);
        return killed;
      });
      // Ledger; two labels; holder, swarm network; two node networks; ledger.
      expect(writes).toBe(8);
      await killer.run(destroy(files.plain));
      expectNothingOfOurs(await driver.observe());
    });
  });
}
