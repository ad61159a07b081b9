/** The way to every node that goes with the way to one manager. */

const SSH = /^(?<before>ssh:\/\/(?:[^@/]+@)?)(?<host>[^:/[\]]+|\[[^\]]+\])(?<after>:\d+)?$/;

/**
 * `ssh://ops@mgr01:22` becomes `ssh://ops@{hostname}:22`, and where an address stood, {address}; undefined for other ways:
 * a socket or a port of one machine says nothing of the next.
 */
export function wayLike(manager: string): string | undefined {
  const { before, host, after = "" } = SSH.exec(manager)?.groups ?? {};
  if (before === undefined || host === undefined) return undefined;
  return `${before}${/^[\d.]+$|:/.test(host) ? "{address}" : "{hostname}"}${after}`;
}
