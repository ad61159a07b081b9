/** The address a browser takes for a container, guessed from the ports its image exposes. Guesses nothing for others. */
import { type Address, formatAddress } from "../../model/address.ts";

/** Ports that web servers listen on by habit, the likeliest first. */
const WEB_PORTS: readonly number[] = [80, 8080, 3000, 8000, 5000, 8081, 8888, 9000, 9090, 8123, 443, 8443, 9443];
const TLS_PORTS: ReadonlySet<number> = new Set([443, 8443, 9443]);

/** `ports` as images have them (`80/tcp`); `undefined` when none is a web server's. */
export function webUrl(address: Address, ports: readonly string[]): string | undefined {
  const open = new Set(ports.filter((it) => !it.endsWith("/udp")).map((it) => Number(it.split("/")[0])));
  const port = WEB_PORTS.find((it) => open.has(it));
  if (port === undefined) return undefined;
  const host = address.family === 6 ? `[${formatAddress(address)}]` : formatAddress(address);
  const scheme = TLS_PORTS.has(port) ? "https" : "http";
  return `${scheme}://${host}${port === 80 || port === 443 ? "" : `:${port}`}/`;
}
