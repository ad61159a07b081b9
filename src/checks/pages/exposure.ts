/** What a person reads about each check of exposure: what it means, how it was seen, how to mend it. */
import type { CheckPage } from "../page.ts";

export const exposurePages: Readonly<Record<string, CheckPage>> = {
  EXPO001: {
    means:
      "A container listens on ports that its image does not declare. On macvlan every listening port is on the LAN, past the host's firewall and the DOCKER-USER chain.",
    seen: "The sockets in the container's network namespace on any of its addresses on the LAN, against EXPOSE of its image. UDP sockets on ports from 32768 to 60999 that the image does not declare are taken for clients' own: they look the same.",
    mend: "Let the program listen on 127.0.0.1, keep it out at the router, or accept it: `--suppress EXPO001=ADDRESS`.",
  },
  EXPO002: {
    means: "A database or admin port that usually asks for no password is open to the whole LAN.",
    seen: "Listening ports, by number.",
    mend: "Set a password, listen on 127.0.0.1, use an overlay network for it, or accept it: `--suppress EXPO002=ADDRESS`.",
  },
};
