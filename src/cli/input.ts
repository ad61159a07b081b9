/** Reads what commander parsed. Refuses (USAGE) a number that is none. */
import { AppError } from "../errors/app-error.ts";
import type { Input } from "./define-command.ts";

/** `options` is keyed as commander does: `maxDisruption` for `--max-disruption`. */
export function inputOf(command: string, words: readonly string[], options: Readonly<Record<string, unknown>>): Input {
  const text = (option: string): string | undefined => {
    const value = options[option];
    return typeof value === "string" ? value : undefined;
  };
  return {
    words,
    text,
    flag: (option) => options[option] === true,
    list: (option) => {
      const value = options[option];
      return Array.isArray(value) ? value.map(String) : [];
    },
    count: (option) => {
      const said = text(option);
      if (said === undefined) return undefined;
      if (/^\d{1,9}$/.test(said)) return Number(said);
      const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new AppError("USAGE", { text: `${flag} takes a whole number, not "${said}"`, command });
    },
  };
}
