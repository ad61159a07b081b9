/** What was asked for and may not be had: a value, or why there is none. */
export type Known<T> =
  | { readonly kind: "known"; readonly value: T }
  /** It could not be seen. */
  | { readonly kind: "unknown"; readonly why: string }
  /** It was not asked for, or does not apply. */
  | { readonly kind: "skipped"; readonly why: string };

export function known<T>(value: T): Known<T> {
  return { kind: "known", value };
}

/** `why` as a clause: "the Engine does not answer". */
export function unknownBecause(why: string): Known<never> {
  return { kind: "unknown", why };
}

/** `why` as a clause: "sweeps are off". */
export function skippedBecause(why: string): Known<never> {
  return { kind: "skipped", why };
}
