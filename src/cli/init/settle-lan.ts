/**
 * From flags, proposals and answers to a whole LAN. Refuses (USAGE) a flag that reads as nothing, and, where nobody can
 * be asked, what is neither said nor to be found out: PROMPT_NEEDS_TERMINAL, or INIT_NEEDS with --yes.
 */
import { nicDetails, parentNics } from "../../core/hosts/parent-nics.ts";
import type { LanClues } from "../../core/proposal/clues.ts";
import { type LanDraft, proposeLan } from "../../core/proposal/propose-lan.ts";
import { lanNics } from "../../core/proposal/propose-parent.ts";
import { AppError } from "../../errors/app-error.ts";
import type { HostNic } from "../../model/host-facts.ts";
import type { Ask, Choice, Input } from "../define-command.ts";
import { LAN_KEYS, LAN_WORDS, type LanKey, type LanValue, type LanWord, type Word } from "./lan-words.ts";

export type SettledLan = { readonly [K in LanKey]: LanValue<K> };

/** What flags say. */
export function lanFlags(input: Input): LanDraft {
  return LAN_KEYS.reduce<LanDraft>((draft, key) => {
    const { flag } = LAN_WORDS[key];
    const text = input.text(flag.slice(2));
    if (text === undefined) return draft;
    const word = read(key, text, draft);
    if ("value" in word) return { ...draft, [key]: word.value };
    throw new AppError("USAGE", { text: `${flag} ${text} ${word.wrong}`, command: "init" });
  }, {});
}

export interface Settling {
  readonly clues: LanClues;
  readonly said: LanDraft;
  /** Absent: nobody is asked. */
  readonly ask: Ask | undefined;
  /** Whether proposals may stand unseen. */
  readonly yes: boolean;
}

export async function settleLan({ clues, said, ask, yes }: Settling): Promise<SettledLan> {
  if (ask !== undefined && !yes) return whole(await askRest(ask, clues, said));
  const draft = proposeLan(clues, said);
  if (!yes) refuseUnseen(said, draft);
  return whole(draft);
}

async function askRest(ask: Ask, clues: LanClues, said: LanDraft): Promise<LanDraft> {
  let draft = said;
  for (const key of LAN_KEYS) {
    if (draft[key] !== undefined) continue;
    const text = await askOne(ask, key, { clues, draft });
    const word = read(key, text, draft);
    draft = "value" in word ? { ...draft, [key]: word.value } : draft;
  }
  return draft;
}

const ANOTHER = "another one";

async function askOne(ask: Ask, key: LanKey, of: { clues: LanClues; draft: LanDraft }): Promise<string> {
  const { question } = LAN_WORDS[key];
  const proposed = proposeLan(of.clues, of.draft);
  const initial = written(key, proposed);
  const nics = key === "parent" ? parentChoices(of.clues, proposed.parent) : [];
  if (nics.length > 0) {
    const chosen = await ask.choose(question, [...nics, { value: ANOTHER }]);
    if (chosen !== ANOTHER) return chosen;
  }
  return ask.line(question, {
    ...(initial === undefined || nics.length > 0 ? {} : { initial }),
    wrong: (text) => {
      const word = read(key, text, of.draft);
      return "wrong" in word ? `${text === "" ? "this" : text} ${word.wrong}` : undefined;
    },
  });
}

/** What could be a parent on the first host that was seen: the proposed one first, those that tell no LAN last. */
function parentChoices({ hosts }: LanClues, proposed: string | undefined): readonly Choice[] {
  const [first] = hosts;
  if (first === undefined) return [];
  const onLan = lanNics(first.facts);
  const rank = (nic: HostNic) => (nic.name === proposed ? 0 : onLan.includes(nic) ? 1 : 2);
  const nics = parentNics(first.facts).toSorted((a, b) => rank(a) - rank(b));
  return nics.map((nic) => ({
    value: nic.name,
    hint: `on ${first.node.hostname}: ${nicDetails(nic) || "no address"}`,
  }));
}

/** What a person's network hangs on: without a terminal these are said, or the proposals are accepted with --yes. */
const SAID: readonly LanKey[] = ["parent", "subnet", "gateway"];

function refuseUnseen(said: LanDraft, draft: LanDraft): void {
  const unknown = unknownIn(draft);
  const missing = LAN_KEYS.filter((key) => unknown.includes(key) || (SAID.includes(key) && said[key] === undefined));
  if (missing.length === 0) return;
  const flags = missing.map((key) => `${LAN_WORDS[key].flag} ${written(key, draft) ?? LAN_WORDS[key].stands}`);
  const proposed = missing.every((key) => draft[key] !== undefined);
  const flag = `${flags.join(" ")}${proposed ? ", or --yes to take just these" : ""}`;
  throw new AppError("PROMPT_NEEDS_TERMINAL", { what: "a new spec", flag });
}

function whole(draft: LanDraft): SettledLan {
  const missing = unknownIn(draft);
  if (missing.length > 0) {
    throw new AppError("INIT_NEEDS", {
      flags: missing.map((key) => `${LAN_WORDS[key].flag} ${LAN_WORDS[key].stands}`),
    });
  }
  return draft as SettledLan;
}

/** What nobody said or found out; pool and slice come by themselves once the subnet is known. */
function unknownIn(draft: LanDraft): readonly LanKey[] {
  const missing = LAN_KEYS.filter((key) => draft[key] === undefined);
  return draft.subnet === undefined ? missing.filter((key) => SAID.includes(key)) : missing;
}

function read(key: LanKey, text: string, draft: LanDraft): Word<unknown> {
  return (LAN_WORDS[key] as LanWord<LanKey>).read(text, draft);
}

function written(key: LanKey, draft: LanDraft): string | undefined {
  const value = draft[key];
  return value === undefined ? undefined : (LAN_WORDS[key].write as (value: unknown) => string)(value);
}
