/** What most nodes say: what is right for a LAN when a few of its nodes were mistyped. */

/** The value that comes most often by its text; the first of equals. Undefined for none. */
export function majorityOf<T>(values: readonly T[], textOf: (value: T) => string): T | undefined {
  const counts = new Map<string, { readonly value: T; count: number }>();
  for (const value of values) {
    const known = counts.get(textOf(value));
    if (known === undefined) counts.set(textOf(value), { value, count: 1 });
    else known.count++;
  }
  return [...counts.values()].reduce<{ value?: T; count: number }>((best, it) => (it.count > best.count ? it : best), {
    count: 0,
  }).value;
}
