/**
 * Whom an endpoint `ssh://[user@]host[:port]` means.
 *
 * Refuses whatever could be taken for something else on a command line or in the shell that ssh_config's own commands
 * run in: an option (`-oProxyCommand=…`), blanks, quotes. A password has no place here either, nor has a path.
 */
export interface SshTarget {
  /** A name, an address, or an alias of ~/.ssh/config. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

const USER = "[A-Za-z0-9_][A-Za-z0-9_.+@-]*";
const HOST = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
const IPV6 = String.raw`\[([0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%[A-Za-z0-9_.-]+)?)\]`;
const ENDPOINT = new RegExp(`^ssh://(?:(${USER})@)?(?:(${HOST})|${IPV6})(?::(\\d{1,5}))?/?$`);

/** Undefined for what is no such endpoint. */
export function sshTarget(endpoint: string): SshTarget | undefined {
  const found = ENDPOINT.exec(endpoint);
  const host = found?.[2] ?? found?.[3];
  const port = found?.[4] === undefined ? undefined : Number(found[4]);
  if (host === undefined || port === 0 || (port ?? 0) > 65535) return undefined;
  return {
    host,
    ...(found?.[1] === undefined ? {} : { user: found[1] }),
    ...(port === undefined ? {} : { port }),
  };
}
