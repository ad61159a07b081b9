import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeValue, encodeValue, type Json } from "../../../src/edges/plan-file/encode-values.ts";
import { parsePlanFile, planFileText } from "../../../src/edges/plan-file/plan-file.ts";
import { readPlanFile } from "../../../src/edges/plan-file/read-plan-file.ts";
import { isAppError } from "../../../src/errors/app-error.ts";
import { fingerprintOf } from "../../../src/core/plan/fingerprint.ts";
import { planSwarm } from "../../../src/core/plan/plan-swarm.ts";
import type { SavedPlan } from "../../../src/model/saved-plan.ts";
import { address, cidr, lan, range } from "../../builders.ts";
import { spec, swarm } from "../../operations/snapshot-builder.ts";

const wanted = spec(lan({ ipv6: {}, reserve: ["192.168.16.7-192.168.16.9"], nodes: { constructor: { skip: true } } }));

function savedPlan(): SavedPlan {
  const snapshot = swarm({ nodes: "mgr01 swarm01", swarmNetworks: [], labels: { mgr01: {} } });
  const createdAt = "2026-01-02T00:00:00.000Z";
  const plan = planSwarm({ spec: wanted, snapshot, now: createdAt, prune: false });
  return { createdAt, options: { prune: false }, spec: wanted, from: fingerprintOf(wanted, snapshot), hosts: [], plan };
}

const never = (text: string): never => {
  throw new TypeError(text);
};
const back = (value: unknown) => decodeValue(JSON.parse(JSON.stringify(encodeValue(value))) as Json, never);
const codeOf = (text: string) => {
  try {
    parsePlanFile(text, "lan.plan");
    return "good";
  } catch (thrown) {
    return isAppError(thrown) ? thrown.code : String(thrown);
  }
};

describe("values in a plan file", () => {
  test("come back as they were, addresses and big counts too", () => {
    const value = {
      address: address("192.168.16.1"),
      six: address("fd00:16::"),
      mapped: address("::ffff:1.2.3.4"),
      cidr: cidr("fd00:16::/80"),
      range: range("192.168.20.50-192.168.20.99"),
      count: 2n ** 100n,
      list: [{ a: undefined, b: null, c: [] }],
    };
    const { list: _, ...rest } = value;
    expect(back(value)).toEqual({ ...rest, list: [{ b: null, c: [] }] });
  });

  test("come back whatever texts they are, those that look like a mark too", () => {
    const key = fc.oneof(fc.constantFrom("$cidr", "$plain", "$bigint", "__proto__", "a"), fc.string());
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.bigInt(),
        fc.boolean(),
        fc.integer(),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, (it) => {
        expect(back(it)).toEqual(it);
      }),
    );
  });
});

describe("a plan file", () => {
  test("holds the whole plan, and reads as text that a person can review", () => {
    const saved = savedPlan();
    const text = planFileText(saved);
    expect(parsePlanFile(text, "lan.plan")).toEqual(saved);
    expect(text).toContain('"$cidr": "192.168.17.0/24"');
    expect(text).toContain('"title": "make macvlanswarm-node on mgr01"');
  });

  test("is good when it was reformatted, and damaged when anything in it is otherwise", () => {
    const text = planFileText(savedPlan());
    expect(codeOf(JSON.stringify(JSON.parse(text)))).toBe("good");
    expect(codeOf(text.replace("192.168.17.1", "192.168.17.9"))).toBe("PLAN_FILE_DAMAGED");
    expect(codeOf(text.slice(0, text.length / 2))).toBe("PLAN_FILE_DAMAGED");
    for (const other of ["", "null", "[]", "{}", "version: 1"]) expect(codeOf(other)).toBe("PLAN_FILE_DAMAGED");
  });

  test("of another schema is refused as such", () => {
    expect(codeOf(planFileText(savedPlan()).replace('"schema": 1', '"schema": 2'))).toBe("PLAN_FILE_SCHEMA");
  });

  test("that is not there is said to be so", async () => {
    const readFile = () => Promise.reject(Object.assign(new TypeError("no"), { code: "ENOENT" }));
    await expect(readPlanFile("lan.plan", { readFile })).rejects.toMatchObject({ code: "PLAN_FILE_UNREADABLE" });
  });
});
