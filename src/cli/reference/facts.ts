/** What the reference tells that no table of the product holds: exit codes in words, variables, files. */

/** By exit code; a test holds it to the catalogue's. */
export const EXIT_CODE_WORDS: readonly (readonly [code: number, says: string])[] = [
  [0, "good"],
  [1, "the command ran and the answer is bad: a check failed, an apply failed, find found nothing"],
  [2, "there is something to change; only with --detailed-exitcode"],
  [3, "incomplete: some node could not be asked"],
  [4, "refused: it would disrupt more than allowed, is not ours, or the plan is stale"],
  [5, "declined at the prompt, or a prompt was needed and there is no terminal"],
  [64, "usage: the command line is wrong"],
  [65, "the spec is wrong"],
  [69, "Docker or ssh is unavailable"],
  [70, "a bug of swarmlan"],
  [77, "permission is missing"],
  [130, "interrupted"],
];

/** Several outcomes at once: the first of these. */
export const EXIT_CODE_ORDER = "Several at once: the first of 130, 70, 64, 65, 69, 77, 4, 5, 1, 3, 2, 0.";

/** Every variable that is read; a test finds those that are not here. */
export const ENVIRONMENT: readonly (readonly [name: string, says: string])[] = [
  ["SWARMLAN_FILE", "the spec, in place of swarmlan.yaml"],
  ["SWARMLAN_PROBE_IMAGE", "the image that doctor probes nodes with, in place of swarmlan/probe:1"],
  ["DOCKER_HOST", "the manager's Engine, where the spec names none"],
  ["DOCKER_CONTEXT", "the docker context to use, where neither the spec nor DOCKER_HOST names an Engine"],
  ["DOCKER_CONFIG", "the folder of docker's own files, in place of ~/.docker"],
  ["DOCKER_TLS_VERIFY", "set: TLS for tcp:// endpoints, with the server's certificate checked"],
  ["DOCKER_TLS", "set: TLS for tcp:// endpoints"],
  ["DOCKER_CERT_PATH", "the folder of ca.pem, cert.pem and key.pem, in place of docker's own"],
  ["DOCKER_API_VERSION", "the newest version of the Engine API to speak; without it, the newest that both know"],
  ["HOME", "where ~/.docker is"],
  ["NO_COLOR", "set to anything: no colours"],
  ["FORCE_COLOR", "set: colours off a terminal too; 0: none"],
  ["TERM", "when it is dumb: no colours"],
  ["PATH", "where the lab finds dockerd, ip, nsenter and other programs"],
];

export const FILES: readonly (readonly [name: string, says: string])[] = [
  ["swarmlan.yaml", "the spec, in the current folder"],
  ["~/.docker/", "docker's contexts and certificates, read as docker reads them"],
  ["/run/swarmlan-lab/NAME/", "a lab's sockets, logs and spec, while it is up"],
  ["/var/lib/swarmlan-lab/NAME/", "the data of a lab's Engines, while it is up"],
];

/** What swarmlan keeps of its own. */
export const NO_STATE =
  "swarmlan keeps no state of its own: who holds which slice is in a Docker config of the swarm, swarmlan.ledger.LAN.";
