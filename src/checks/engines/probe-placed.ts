/** Every node can be asked on its wire: what a probe there would have seen is unknown without one. */
import { PROBE_IMAGE } from "../../model/probe-image.ts";
import { hostsSeeEachOther } from "../wire/hosts-see-each-other.ts";
import { defineCheck, pass, unknown } from "../define-check.ts";

export const probePlaced = defineCheck({
  code: "ENG017",
  group: "engines",
  title: "every node takes a probe",
  pre: true,
  after: ["ENG001", "ENG002"],
  judge: (facts) => {
    // Who is seen to be cut off from the LAN often is from the registry too.
    const cutOff = hostsSeeEachOther.judge(facts).filter((it) => it.verdict === "fail");
    return facts.snapshot.nodes.map(({ node: { id, hostname } }) => {
      const target = { node: hostname };
      const can = facts.onWire.get(id);
      if (can?.kind === "known") return pass(target, "a probe container runs there while doctor looks");
      return unknown(target, "no probe could be placed there", {
        after: cutOff.some((it) => it.target.node === hostname) ? ["WIRE002"] : [],
        evidence: [can?.why ?? "it was not asked for one"],
        fix: {
          text: "make the probe image, push it to a registry that the nodes reach, and name it",
          commands: [
            "swarmlan lab image probe.tar",
            "docker load -i probe.tar",
            `docker tag ${PROBE_IMAGE} REGISTRY/${PROBE_IMAGE}`,
            `docker push REGISTRY/${PROBE_IMAGE}`,
            `swarmlan doctor --image REGISTRY/${PROBE_IMAGE}`,
          ],
        },
      });
    });
  },
});
