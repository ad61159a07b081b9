/**
 * `swarmlan init`: writes a spec for the swarm as it is. What it writes has been planned first, so that `plan` takes it;
 * it never writes over a file unless told to, and changes nothing in the swarm.
 */
import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { cluesOf } from "../../core/proposal/clues.ts";
import { freeName, networkNames } from "../../core/proposal/free-name.ts";
import { readLedgers } from "../../core/plan/ledger-labels.ts";
import { openFleet } from "../../edges/engine/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { LanName } from "../../model/ids.ts";
import { LAN_NAME } from "../../model/lan-name.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { SwarmAccess } from "../../model/spec.ts";
import { observe } from "../../operations/observe.ts";
import type { Answer } from "../answer.ts";
import type { Ask, Context, Input } from "../define-command.ts";
import { hostsOf } from "../hosts.ts";
import { chooseAccess } from "../init/choose-access.ts";
import { initAnswer } from "../init/init-answer.ts";
import { newSpec } from "../init/new-spec.ts";
import { lanFlags, settleLan } from "../init/settle-lan.ts";
import { savedTo } from "../saved-to.ts";

export async function run(input: Input, context: Context): Promise<Answer> {
  const { file, ask } = context;
  const [force, yes] = [input.flag("force"), input.flag("yes")];
  await refuseFile(file, force);
  const said = lanFlags(input);
  const way = await chooseAccess(input, context);
  const snapshot = await look(way, context);
  context.reached(snapshot.swarm.id);
  refuseSecondSpec(snapshot);
  const clues = cluesOf(snapshot);
  const name = await nameOf(snapshot, input, yes ? undefined : ask);
  const lan = await settleLan({ clues, said, ask, yes });
  const spec = newSpec({ input, way, name, lan, clues, snapshot, file, now: context.now() });
  const good = spec.findings.every((it) => it.severity !== "error");
  if (good) await savedTo(file, spec.text, { over: force ? "anything" : "nothing" });
  return initAnswer(spec, { lan: name as LanName, file, written: good, context });
}

async function nameOf(snapshot: Snapshot, input: Input, ask: Ask | undefined): Promise<string> {
  const name = input.text("lan") ?? freeName(snapshot);
  if (input.text("lan") !== undefined || ask === undefined) return name;
  const taken = networkNames(snapshot);
  return ask.line("What shall the LAN be called? Services attach to it by this name.", {
    initial: name,
    wrong: (text) =>
      taken.has(text)
        ? `there is a network ${text} already`
        : LAN_NAME.test(text)
          ? undefined
          : "letters and digits, with - and _ between them, at most 50",
  });
}

/** Before anything is asked: nobody likes to have answered for nothing. */
async function refuseFile(file: string, force: boolean): Promise<void> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (there && !force) throw new AppError("FILE_EXISTS", { file });
  const reason = await access(there ? file : dirname(file), constants.W_OK).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  if (reason !== undefined) throw new AppError("FILE_UNWRITABLE", { file, reason });
}

async function look(way: SwarmAccess, { env, signal, emit, now }: Context): Promise<Snapshot> {
  const fleet = openFleet(way, env);
  try {
    emit({ kind: "phase", title: "asking the manager" });
    return await observe({ fleet, hosts: hostsOf(fleet), signal, emit, now });
  } finally {
    fleet.close();
  }
}

/** A spec without a LAN that the swarm has would have it removed. */
function refuseSecondSpec({ swarm }: Snapshot): void {
  const lans = [...readLedgers(swarm.configs).keys()];
  if (lans.length > 0) throw new AppError("INIT_HAS_LANS", { lans });
}
