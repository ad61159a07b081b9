/** What a person reads about each check of routing: what it means, how it was seen, how to mend it. */
import type { CheckPage } from "../page.ts";

export const routingPages: Readonly<Record<string, CheckPage>> = {
  ROUT001: {
    means: "A client does not reach a container, and nothing on the LAN itself shows why.",
    seen: "A connection to a port that the container listens on (else an echo request) from where the command runs, or from `--from HOST`, to each of its addresses; then a trace. IPv6 is skipped where that place has no IPv6 address.",
    mend: "The message says where the way ends. Does the router route between both networks, is a firewall in the way, does the answer take another way back?",
  },
  ROUT002: {
    means: "Something between client and container refuses what the container would take: a firewall that rejects.",
    seen: "The port was seen to listen inside the container, and the client's connection is refused.",
    mend: "Allow it in the firewall that says so: mostly the router's.",
  },
};
