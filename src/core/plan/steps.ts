/** Makes steps, each with an id that is the same for the same change. */
import type { LanName } from "../../model/ids.ts";
import type { CutOff, Step, StepAction, Wait } from "../../model/plan.ts";

export interface StepOf {
  readonly title: string;
  /** Absent steps are passed over, so that a caller can name what may not be needed. */
  readonly after?: readonly (Step | undefined)[];
  readonly behind?: readonly Step[];
  readonly waits?: readonly Wait[];
  readonly cutsOff?: readonly CutOff[];
  readonly hostname?: string;
  /** Tells two steps of one kind on one LAN apart, when the hostname does not. */
  readonly mark?: string;
}

export function step(lan: LanName, action: StepAction, of: StepOf): Step {
  const { title, hostname } = of;
  return {
    id: [lan, action.kind, of.mark ?? hostname].filter((part) => part !== undefined).join("/"),
    lan,
    title,
    after: (of.after ?? []).flatMap((it) => (it === undefined ? [] : [it.id])),
    ...(of.behind === undefined || of.behind.length === 0 ? {} : { behind: of.behind.map((it) => it.id) }),
    waits: of.waits ?? [],
    cutsOff: of.cutsOff ?? [],
    ...(hostname === undefined ? {} : { hostname }),
    ...action,
  };
}
