/** What a stack file needs to put services on the LANs: the external network, and where tasks may land. */
import { readyLabel } from "../plan/names.ts";
import type { WantedState } from "../plan/wanted-state.ts";
import { yamlScalar } from "./yaml-scalar.ts";

/** A part of a stack file, for `docker stack deploy` and `docker compose`. */
export function exportCompose({ lans }: WantedState): string {
  return [
    '# For a stack file, written by "swarmlan export compose": take the networks, and for each service on a LAN',
    "# its lines, as they stand below the anchor or by a merge key:",
    "#",
    "#   services:",
    "#     it-tools:",
    "#       image: corentinth/it-tools",
    `#       <<: *${anchor(0)}`,
    "#",
    "# swarmlan keeps the label in the constraint true. Without swarmlan, leave the constraint out, or set the label:",
    "#   docker node update --label-add LABEL=ready NODE",
    "networks:",
    ...lans.flatMap(({ lan }) => [
      `  ${yamlScalar(lan.name)}:`,
      "    external: true",
      `    name: ${yamlScalar(lan.name)}`,
    ]),
    "",
    ...lans.flatMap(({ lan }, at) => [
      `x-${anchor(at)}: &${anchor(at)}`,
      `  networks: [${yamlScalar(lan.name)}]`,
      "  deploy:",
      "    placement:",
      `      constraints: [${yamlScalar(`node.labels.${readyLabel(lan.name)} == ready`)}]`,
      "",
    ]),
  ].join("\n");

  /** Anchors take fewer letters than LAN names do. */
  function anchor(at: number): string {
    const name = (lans[at]?.lan.name ?? "lan").replace(/[^A-Za-z0-9_-]/g, "-");
    return lans.length < 2 ? `on-${name}` : `on-${name}-${at + 1}`;
  }
}
