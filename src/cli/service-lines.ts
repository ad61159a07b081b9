/** The command that puts a service on a LAN, for a person to copy: with the constraint that keeps its tasks where they get an address. */
import { readyLabel } from "../core/plan/names.ts";
import type { LanName } from "../model/ids.ts";

/** NAME and IMAGE are the user's to say. `docker`: how its command is called. */
export function serviceLines(
  lan: LanName,
  { docker = "docker", name = "NAME", image = "IMAGE" } = {},
): readonly string[] {
  return [
    `  ${docker} service create --name ${name} --network ${lan} \\`,
    `    --constraint node.labels.${readyLabel(lan)}==ready ${image}`,
  ];
}
