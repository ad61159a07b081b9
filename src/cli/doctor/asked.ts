/** What the command line asks of doctor. Refuses (USAGE) what it cannot mean. */
import { checks } from "../../checks/index.ts";
import type { Suppression } from "../../checks/run-checks.ts";
import { AppError } from "../../errors/app-error.ts";
import { REPORT_FORMATS, type ReportFormat } from "../../operations/reports.ts";
import type { Input } from "../define-command.ts";

export interface Asked {
  readonly only: readonly string[];
  readonly suppress: readonly Suppression[];
  readonly failOn: "error" | "warn" | "never";
  readonly reports: readonly { readonly format: ReportFormat; readonly file: string }[];
  readonly waitMs: number;
  readonly sweep: boolean;
  readonly rate: number;
  /** Judge only what can be judged before anything is set up. */
  readonly pre: boolean;
  /** The code to mend. */
  readonly fix?: string;
  readonly image?: string;
  readonly from?: string;
}

/** Frames per second that one node sends while it asks who has an address; a switch that alarms on more can be spared with --rate. */
const RATE = 1000;
const RATES = { least: 10, most: 10_000 };

/** A name, an address, user@name or ssh://user@name:port; nothing that ssh or a shell could take for more than that. */
const HOST = /^(?!.*@-)[A-Za-z0-9_][A-Za-z0-9_.@:%+/-]*$/;

export function askedOf(input: Input): Asked {
  const failOn = input.text("failOn") ?? "error";
  if (failOn !== "error" && failOn !== "warn" && failOn !== "never")
    throw usage(`--fail-on takes error, warn or never, not "${failOn}"`);
  const codes = checks.map((it) => it.code);
  const only = listed(input.text("only")).map((it) => it.toUpperCase());
  for (const it of only) if (!codes.some((code) => code.startsWith(it))) throw usage(`no check is called ${it}`);
  const [image, from] = [input.text("image"), input.text("from")];
  if (from !== undefined && !HOST.test(from)) throw usage(`--from takes a host as ssh knows it, not "${from}"`);
  const fix = input.text("fix")?.toUpperCase();
  if (fix !== undefined && !codes.includes(fix)) throw usage(`no check is called ${fix}`);
  return {
    only,
    suppress: listed(input.text("suppress")).map(suppressionOf),
    failOn,
    reports: listed(input.text("report")).map(reportIn),
    waitMs: secondsOf(input.text("wait")) * 1000,
    sweep: input.flag("sweep"),
    pre: input.flag("pre"),
    rate: rateOf(input.count("rate")),
    ...(fix === undefined ? {} : { fix }),
    ...(image === undefined ? {} : { image }),
    ...(from === undefined ? {} : { from }),
  };
}

function listed(text: string | undefined): readonly string[] {
  return (text ?? "").split(",").filter((it) => it !== "");
}

function suppressionOf(text: string): Suppression {
  const [code = "", target] = text.split("=");
  if (!checks.some((it) => it.code === code.toUpperCase())) throw usage(`no check is called ${code}`);
  return { code: code.toUpperCase(), target: target ?? "*" };
}

function reportIn(text: string): { readonly format: ReportFormat; readonly file: string } {
  const at = text.indexOf("=");
  const format = REPORT_FORMATS.find((it) => it === text.slice(0, at));
  if (format === undefined || at + 1 === text.length)
    throw usage(`--report takes ${REPORT_FORMATS.map((it) => `${it}=FILE`).join(", ")}, not "${text}"`);
  return { format, file: text.slice(at + 1) };
}

/** Slower than the least, a sweep outlives its probe; faster than the most, no switch believes in it. */
function rateOf(said: number | undefined): number {
  if (said !== undefined && (said < RATES.least || said > RATES.most))
    throw usage(`--rate takes ${RATES.least} to ${RATES.most} packets per second, not ${said}`);
  return said ?? RATE;
}

/** `60s`, `2m`, or plain seconds. */
function secondsOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const [, amount, unit] = /^(\d{1,6})(s|m)?$/.exec(text) ?? [];
  if (amount === undefined) throw usage(`--wait takes a time as 60s or 2m, not "${text}"`);
  return Number(amount) * (unit === "m" ? 60 : 1);
}

function usage(text: string): AppError {
  return new AppError("USAGE", { text, command: "doctor" }) as AppError;
}
