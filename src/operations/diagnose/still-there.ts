/**
 * Containers come and go while they are looked at. What was measured about one that has ended by the end is no verdict
 * about anything: it is set aside as skipped, with that reason. Pure.
 */
import { formatAddress } from "../../model/address.ts";
import type { ContainerId } from "../../model/ids.ts";
import { type Known, skippedBecause } from "../../model/known.ts";
import type { InsideProbe, Reach, WireEndpoint, WireFacts } from "../../model/wire-facts.ts";

/** `now` is the second look; undefined when nothing called for one. */
export function stillThere(
  wire: WireFacts,
  seen: readonly WireEndpoint[],
  now: readonly WireEndpoint[] | undefined,
): WireFacts {
  if (now === undefined) return wire;
  const ids = new Set<ContainerId>(now.map((it) => it.id));
  const gone = seen.filter((it) => !ids.has(it.id));
  const latecomers = now.filter((it) => !seen.some((one) => one.id === it.id));
  const names = new Set(gone.map((it) => it.container));
  const addresses = new Set(gone.map((it) => formatAddress(it.address)));
  const set = <T extends { readonly result: Known<Reach> }>(it: T, isGone: boolean): T =>
    isGone ? { ...it, result: skippedBecause("it has ended meanwhile") } : it;
  return {
    ...wire,
    endpoints: [...seen.filter((it) => ids.has(it.id)), ...latecomers],
    inside: wire.inside.map((it) => set(it, names.has(it.container) || isAbout(it, addresses))),
    fromHost: wire.fromHost.map((it) => set(it, it.aim === "own-container" && addresses.has(formatAddress(it.to)))),
    paths: wire.paths.map((it) => set(it, names.has(it.container))),
    listeners: wire.listeners.filter((it) => ids.has(it.id)),
  };
}

/** Whether some answer is worth a second look: not everybody answered, or somebody did whom nobody knows. */
export function callsForSecondLook(wire: WireFacts, known: ReadonlySet<string | undefined>): boolean {
  const reaches = [...wire.inside, ...wire.paths, ...wire.fromHost.filter((it) => it.aim === "host")];
  // Whoever the gateway is, it is no container.
  const asked = wire.neighbours.filter((it) => it.aim !== "gateway");
  const answers = asked.flatMap(({ result }) => (result.kind === "known" ? result.value : []));
  const macs = new Set(answers.map((it) => it.mac));
  return (
    reaches.some(
      ({ result }) => result.kind !== "skipped" && (result.kind === "unknown" || result.value.kind !== "answered"),
    ) ||
    answers.some((it) => !known.has(it.mac)) ||
    wire.endpoints.some((it) => it.mac !== undefined && !macs.has(it.mac))
  );
}

function isAbout({ aim, to }: InsideProbe, addresses: ReadonlySet<string>): boolean {
  return aim === "container" && addresses.has(to);
}
