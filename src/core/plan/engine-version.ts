/** Engine versions in order; distribution suffixes such as `+dfsg1` do not count. */

/** True when `version` comes before `than`; a text without numbers counts as old. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbers(version), numbers(than)];
  for (let index = 0; index < 3; index++) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}

function numbers(version: string): readonly number[] {
  return (/\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
