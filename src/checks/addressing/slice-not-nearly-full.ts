/** A slice has room: 75 % used is worth a look, 90 % will not last. */
import { formatCidr } from "../../model/cidr.ts";
import { defineCheck, fail, pass, warn } from "../define-check.ts";
import { sliceUses } from "./slice-use.ts";

const LOOK = 75;
const SOON = 90;

export const sliceNotNearlyFull = defineCheck({
  code: "ADDR008",
  group: "addressing",
  title: "every slice has room for more containers",
  after: ["ADDR009"],
  judge: (facts) =>
    sliceUses(facts).map(({ lan, node, share, used, usable, percent }) => {
      const target = { lan: lan.name, node: node.hostname };
      const slice = formatCidr(share.ipv4.slice);
      const message = `${used} of ${usable} addresses of ${slice} are used (${percent} %)`;
      if (percent < LOOK) return pass(target, message);
      const fix = {
        text: "give the node a wider slice by name (a replacement: tasks move meanwhile), or spread the service over more nodes",
        commands: [`# swarmlan.yaml: lans.${lan.name}.nodes.${node.hostname}.slice: WIDER`, "swarmlan plan"],
      };
      return percent < SOON ? warn(target, message, { fix }) : fail(target, message, { fix });
    }),
});
