/** A client reaches every container: from where the command runs, or from `--from HOST`. Says where the way stops. */
import { formatAddress, parseAddress, sameAddress } from "../../model/address.ts";
import type { Judged } from "../../model/diagnosis.ts";
import type { Facts } from "../../model/facts.ts";
import type { PathProbe, Reach } from "../../model/wire-facts.ts";
import { defineCheck, fail, pass, skipped, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

export const reachedFromOutside = defineCheck({
  code: "ROUT001",
  group: "routing",
  title: "a client reaches the containers",
  after: [
    "ENG001",
    "ENG010",
    "HOST002",
    "HOST004",
    "HOST005",
    "HOST007",
    "WIRE001",
    "WIRE002",
    "WIRE003",
    "WIRE004",
    "WIRE005",
    "WIRE007",
    "ADDR006",
    "ADDR012",
    "ROUT002",
  ],
  judge: (facts) =>
    facts.vantage.kind === "known"
      ? facts.wire.paths.map((it) => judged(facts, it))
      : [unknown({}, `nothing can be tried from there: ${facts.vantage.why}`)],
});

function judged(facts: Facts, it: PathProbe): Judged {
  const node = hostnameOf(facts, it.node);
  const address = formatAddress(it.address);
  const target = { lan: it.lan, node, address };
  if (it.result.kind === "skipped") return skipped(target, it.result.why);
  if (it.result.kind === "unknown") return unknown(target, `it could not be tried from ${it.from}: ${it.result.why}`);
  const reach = it.result.value;
  if (reach.kind === "answered" || reach.kind === "refused")
    return pass(target, `${it.from} reaches it at ${address}${portText(it)}`);
  return fail(
    target,
    `${it.from} does not reach ${it.container} on ${node} at ${address}${portText(it)}: ${howFar(it, reach)}`,
    {
      evidence: [
        `${it.port === undefined ? "ping" : "connection"}: ${reach.kind}${reach.kind === "unreachable" ? ` (${reach.text})` : ""}`,
        ...hops(it),
      ],
      fix: fixOf(facts, it, reach),
    },
  );
}

function portText({ port }: PathProbe): string {
  return port === undefined ? "" : ` port ${port}`;
}

/** The first hop that does not answer is where to look; one after the router is the LAN itself. */
function howFar({ hops: on, address }: PathProbe, reach: Reach): string {
  if (reach.kind === "unreachable") return `something on the way says ${reach.text}`;
  const last = on.findLast((hop) => hop.by !== undefined)?.by;
  if (last === undefined) return on.length === 0 ? "nothing comes back" : "not even the first hop answers";
  if (sameAddress(last, address)) return "it answers a trace, but not this: a firewall drops it silently";
  return `the way ends behind ${formatAddress(last)}`;
}

function hops({ hops: on }: PathProbe): readonly string[] {
  return on.length === 0
    ? []
    : [`hops: ${on.map((it) => (it.by === undefined ? "*" : formatAddress(it.by))).join(" → ")}`];
}

function fixOf(facts: Facts, it: PathProbe, reach: Reach) {
  const lan = facts.spec.lans.find((one) => one.name === it.lan);
  const gateway = (it.address.family === 4 ? lan?.ipv4 : lan?.ipv6)?.gateway;
  const router = gateway === undefined ? "the router" : `the router ${formatAddress(gateway)}`;
  const commands = [`traceroute -n ${formatAddress(it.address)}`];
  if (reach.kind === "unreachable") return { text: `see the routes and firewall rules of ${router}`, commands };
  const wayBack = facts.wire.inside.find(
    (one) => one.aim === "vantage" && one.node === it.node && parseAddress(one.to)?.family === it.address.family,
  );
  if (wayBack?.result.kind === "known" && wayBack.result.value.kind === "answered")
    return {
      text: `the container reaches ${it.from}, and not the other way: the way there is another one than the way back, or a firewall lets only answers through`,
      commands,
    };
  return {
    text: `see that ${router} routes between both networks (${it.address.family === 4 ? "ip_forward" : "net.ipv6.conf.all.forwarding"}), and that no firewall drops it on the way`,
    commands,
  };
}
