/** The list of questions that a probe can ask, each with its command and its reading. */
import type { ProbeAnswers, ProbeQuestion } from "../../../operations/ports/probe.ts";
import { askArp } from "./arp.ts";
import { askDhcp } from "./dhcp.ts";
import { askListeners } from "./listeners.ts";
import { askNdp } from "./ndp.ts";
import { type Asking, unlessGone } from "./question.ts";
import { askConnect, askPing } from "./reach.ts";
import { askResolve } from "./resolve.ts";
import { askHost } from "./host-details.ts";

export function asking(it: ProbeQuestion): Asking<ProbeAnswers[keyof ProbeAnswers]> {
  const { command, answer } = askingOf(it);
  return { command, answer: (end) => unlessGone(end, answer(end)) };
}

function askingOf(it: ProbeQuestion): Asking<ProbeAnswers[keyof ProbeAnswers]> {
  switch (it.kind) {
    case "host":
      return askHost(() => Date.now() / 1000);
    case "neighbours":
      return it.family === 4 ? askArp(it) : askNdp(it);
    case "ping":
      return askPing(it);
    case "connect":
      return askConnect(it);
    case "resolve":
      return askResolve(it);
    case "listeners":
      return askListeners(it);
    case "dhcp":
      return askDhcp(it);
  }
}
