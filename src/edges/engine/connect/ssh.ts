/**
 * `ssh://ops@mgr01`: the Engine of a host that ssh leads to, through the system's own `ssh`, to its socket there or by
 * `docker system dial-stdio`. ~/.ssh/config, ProxyJump, agents, hardware keys and known_hosts work as they do by hand.
 */
import { AppError } from "../../../errors/app-error.ts";
import { ENGINE_LOG_COMMAND } from "../../../model/engine-log.ts";
import { untilAborted } from "../http/until-aborted.ts";
import { SshConnection } from "./ssh/connection.ts";
import { sshTarget } from "./ssh/target.ts";
import type { Way } from "./way.ts";

/** One ssh connection, whatever is asked over it; undefined for an endpoint that is malformed. */
export function sshWay(endpoint: string): Way | undefined {
  const target = sshTarget(endpoint);
  if (target === undefined) return undefined;
  const connection = new SshConnection(endpoint, target);
  return {
    dial: () => connection.dial(),
    explain: async (error) => (error instanceof AppError ? error : undefined),
    // Its turn among many hosts, then the login's own deadline.
    contactSeconds: 30,
    patience: () => connection.patience,
    hostFacts: (signal) => untilAborted(connection.facts(), signal, endpoint),
    engineLog: (signal) => untilAborted(connection.output(`sh -c '${ENGINE_LOG_COMMAND}'`), signal, endpoint),
    run: (script, signal) => untilAborted(connection.run(script), signal, endpoint),
    close: () => connection.close(),
  };
}
