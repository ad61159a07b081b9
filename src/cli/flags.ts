/** What an option's flags say, read once for help, completion and the reference: `-f, --file <spec>`. */

export interface Flags {
  /** `-f`, `--file`. */
  readonly names: readonly string[];
  /** `spec`; absent for a flag without a value. */
  readonly value?: string;
}

export function flagsOf(flags: string): Flags {
  const names = flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? [];
  const value = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1];
  return { names, ...(value === undefined ? {} : { value }) };
}
