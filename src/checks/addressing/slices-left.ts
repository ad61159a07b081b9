/** A node that joins finds a slice: the pool is not nearly carved up. */
import { sizeOf, formatCidr } from "../../model/cidr.ts";
import { defineCheck, pass, warn } from "../define-check.ts";

/** One spare slice lets one node join, and a node that is made anew needs one while the old one is in quarantine. */
const SPARE = 2n;

export const slicesLeft = defineCheck({
  code: "ADDR010",
  group: "addressing",
  title: "the pool has slices left for nodes that join",
  pre: true,
  judge: ({ spec, ledgers, plan }) =>
    spec.lans.map((lan) => {
      const target = { lan: lan.name };
      const entries = ledgers.get(lan.name)?.entries ?? [];
      const shares = plan.lans.find((it) => it.lan === lan.name)?.shares ?? [];
      const held = [
        ...entries.flatMap((it) => [it.slice, ...it.former.map((one) => one.slice)]),
        ...shares.map((it) => it.ipv4.slice),
      ];
      const taken = [...new Map(held.map((it) => [formatCidr(it), it])).values()].reduce(
        (sum, it) => sum + sizeOf(it),
        0n,
      );
      const size = 1n << BigInt(32 - lan.ipv4.sliceLength);
      const reserved = lan.reserve.reduce(
        (sum, { range }) => sum + (range.family === 4 ? (range.last - range.first + 1n) / size : 0n),
        0n,
      );
      const left = (sizeOf(lan.ipv4.pool) - taken) / size - reserved;
      const message = `${left < 0n ? 0n : left} slices of /${lan.ipv4.sliceLength} are left in ${formatCidr(lan.ipv4.pool)}`;
      if (left >= SPARE || sizeOf(lan.ipv4.pool) === size) return pass(target, message);
      return warn(target, message, {
        fix: {
          text: "carve smaller slices for new nodes (held ones stay as they are), end a quarantine, or plan for a wider subnet",
          commands: [
            `# swarmlan.yaml: lans.${lan.name}.slice: /${Math.min(32, lan.ipv4.sliceLength + 1)}`,
            "swarmlan release NODE",
          ],
        },
      });
    }),
});
