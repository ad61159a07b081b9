/**
 * A service's Spec without, and again with, its attachment to a LAN. The attachment is remembered in a label of the
 * service itself, in the same write that takes it off: whatever is killed in between, nothing is forgotten.
 */
import type { LanName } from "../../model/ids.ts";
import type { SwarmService } from "../../model/snapshot.ts";
import { isReadyConstraint, reattachLabel } from "./names.ts";

interface Attachment {
  readonly Target: string;
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Readonly<Record<string, string>>;
}

interface SpecWire {
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Networks?: readonly Attachment[] | null;
  readonly TaskTemplate: {
    readonly Networks?: readonly Attachment[] | null;
    readonly Placement?: { readonly Constraints?: readonly string[] | null };
  };
}

/** `reattach.<lan>` = id of the network it was on; `reattach.<lan>.with` = what its attachment said besides. */
const memo = (lan: LanName) => `${reattachLabel(lan)}.with`;

/**
 * With `forGood` its constraint to nodes that are ready for the LAN goes with it: no node will be ready again, and its tasks
 * would be pending for ever.
 */
export function detachedSpec(service: SwarmService, of: { lan: LanName; network: string; forGood: boolean }): unknown {
  const spec = service.spec as SpecWire;
  const isIt = (it: Attachment) => it.Target === of.network || it.Target === of.lan;
  const all = [...(spec.TaskTemplate.Networks ?? []), ...(spec.Networks ?? [])];
  const { Target: _, ...rest } = all.find(isIt) ?? { Target: "" };
  const remembered = of.forGood ? {} : { [reattachLabel(of.lan)]: of.network, [memo(of.lan)]: JSON.stringify(rest) };
  const { Networks: legacy, ...kept } = spec;
  return {
    ...kept,
    ...(legacy ? { Networks: legacy.filter((it) => !isIt(it)) } : {}),
    Labels: { ...withoutMemo(spec, of.lan), ...remembered },
    TaskTemplate: {
      ...spec.TaskTemplate,
      ...(of.forGood ? unconstrained(spec, of.lan) : {}),
      Networks: (spec.TaskTemplate.Networks ?? []).filter((it) => !isIt(it)),
    },
  };
}

function withoutMemo({ Labels }: SpecWire, lan: LanName): Readonly<Record<string, string>> {
  const { [reattachLabel(lan)]: _, [memo(lan)]: __, ...labels } = { ...Labels };
  return labels;
}

function unconstrained(
  { TaskTemplate: { Placement } }: SpecWire,
  lan: LanName,
): Pick<SpecWire["TaskTemplate"], "Placement"> {
  if (!Placement?.Constraints) return {};
  return {
    Placement: { ...Placement, Constraints: Placement.Constraints.filter((it) => !isReadyConstraint(it, lan)) },
  };
}

export function attachedSpec(service: SwarmService, of: { lan: LanName; network: string }): unknown {
  const spec = service.spec as SpecWire;
  const text = spec.Labels?.[memo(of.lan)];
  const attachment = {
    ...(text === undefined ? {} : (JSON.parse(text) as Omit<Attachment, "Target">)),
    Target: of.network,
  };
  const others = (spec.TaskTemplate.Networks ?? []).filter((it) => it.Target !== of.network);
  return {
    ...spec,
    Labels: withoutMemo(spec, of.lan),
    TaskTemplate: { ...spec.TaskTemplate, Networks: [...others, attachment] },
  };
}
