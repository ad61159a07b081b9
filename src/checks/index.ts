/** All checks, in the order in which doctor tells them: Engines, addressing, hosts, the wire, routing, exposure. */
import type { Check } from "./define-check.ts";
import { clocksAgree } from "./hosts/clocks-agree.ts";
import { constraintUsed } from "./engines/constraint-used.ts";
import { containersAnswer } from "./wire/containers-answer.ts";
import { dhcpKeepsOut } from "./wire/dhcp-keeps-out.ts";
import { edgesKeptOut } from "./addressing/edges-kept-out.ts";
import { engineReachable } from "./engines/reachable.ts";
import { gatewayAnswers } from "./wire/gateway-answers.ts";
import { gatewayIsNoHost } from "./addressing/gateway-is-no-host.ts";
import { hostAnswers } from "./hosts/host-answers.ts";
import { hostsSeeEachOther } from "./wire/hosts-see-each-other.ts";
import { hypervisorLetsThrough } from "./hosts/hypervisor-lets-through.ts";
import { insideContainer } from "./wire/inside-container.ts";
import { insideGateway } from "./wire/inside-gateway.ts";
import { insideName } from "./wire/inside-name.ts";
import { labelTrue } from "./engines/label-true.ts";
import { ledgerAgrees } from "./engines/ledger-agrees.ts";
import { macsPass } from "./wire/macs-pass.ts";
import { mtuEqual } from "./hosts/mtu-equal.ts";
import { namesAreFree } from "./engines/names-are-free.ts";
import { networkHeld } from "./engines/network-held.ts";
import { networksAreOurs } from "./engines/networks-are-ours.ts";
import { noAddressTwice } from "./addressing/no-address-twice.ts";
import { noArpFlux } from "./hosts/no-arp-flux.ts";
import { noFirewallRefuses } from "./routing/no-firewall-refuses.ts";
import { noStaleInstance } from "./engines/no-stale-instance.ts";
import { nobodyForeign } from "./wire/nobody-foreign.ts";
import { nodeNetworkExists } from "./engines/node-network-exists.ts";
import { nodeNetworkRight } from "./engines/node-network-right.ts";
import { nothingOpen } from "./exposure/nothing-open.ts";
import { oneDefaultRoute } from "./hosts/one-default-route.ts";
import { onlyDeclared } from "./exposure/only-declared.ts";
import { ownContainer } from "./wire/own-container.ts";
import { parentExists } from "./hosts/parent-exists.ts";
import { parentIsFree } from "./hosts/parent-is-free.ts";
import { parentIsUp } from "./hosts/parent-is-up.ts";
import { parentIsWired } from "./hosts/parent-is-wired.ts";
import { parentNotLeased } from "./hosts/parent-not-leased.ts";
import { parentNotShared } from "./addressing/parent-not-shared.ts";
import { parentOnLan } from "./hosts/parent-on-lan.ts";
import { portsNotPublished } from "./engines/ports-not-published.ts";
import { probePlaced } from "./engines/probe-placed.ts";
import { reachedFromOutside } from "./routing/reached-from-outside.ts";
import { reservedProtected } from "./addressing/reserved-protected.ts";
import { rightEngine } from "./engines/right-engine.ts";
import { rightMac } from "./wire/right-mac.ts";
import { sliceInSubnet } from "./addressing/slice-in-subnet.ts";
import { sliceNotExhausted } from "./addressing/slice-not-exhausted.ts";
import { sliceNotNearlyFull } from "./addressing/slice-not-nearly-full.ts";
import { sliceOfItsOwn } from "./addressing/slice-of-its-own.ts";
import { slicesDisjoint } from "./addressing/slices-disjoint.ts";
import { slicesLeft } from "./addressing/slices-left.ts";
import { specIsValid } from "./addressing/spec-is-valid.ts";
import { swarmNetworkExists } from "./engines/swarm-network-exists.ts";
import { swarmNetworkRight } from "./engines/swarm-network-right.ts";
import { tasksRun } from "./engines/tasks-run.ts";
import { versionWorks } from "./engines/version-works.ts";

export const checks: readonly Check[] = [
  engineReachable,
  rightEngine,
  versionWorks,
  nodeNetworkExists,
  nodeNetworkRight,
  networksAreOurs,
  namesAreFree,
  swarmNetworkExists,
  swarmNetworkRight,
  noStaleInstance,
  tasksRun,
  ledgerAgrees,
  labelTrue,
  constraintUsed,
  networkHeld,
  portsNotPublished,
  probePlaced,
  specIsValid,
  sliceOfItsOwn,
  slicesDisjoint,
  sliceInSubnet,
  reservedProtected,
  gatewayIsNoHost,
  edgesKeptOut,
  sliceNotNearlyFull,
  sliceNotExhausted,
  slicesLeft,
  parentNotShared,
  noAddressTwice,
  parentExists,
  parentIsUp,
  parentIsWired,
  parentIsFree,
  parentOnLan,
  parentNotLeased,
  oneDefaultRoute,
  hostAnswers,
  noArpFlux,
  mtuEqual,
  hypervisorLetsThrough,
  clocksAgree,
  gatewayAnswers,
  hostsSeeEachOther,
  macsPass,
  containersAnswer,
  rightMac,
  nobodyForeign,
  insideGateway,
  insideContainer,
  insideName,
  dhcpKeepsOut,
  ownContainer,
  reachedFromOutside,
  noFirewallRefuses,
  onlyDeclared,
  nothingOpen,
];
