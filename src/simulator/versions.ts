/** What differs between Engine versions, as far as the simulator models it. Each row was observed or is in moby's notes. */

const API: readonly (readonly [engine: string, newest: string, oldest: string])[] = [
  ["29.3", "1.54", "1.40"],
  ["29.0", "1.52", "1.44"],
  ["28.5", "1.51", "1.24"],
  ["28.0", "1.48", "1.24"],
  ["27.0", "1.47", "1.24"],
  ["26.0", "1.45", "1.24"],
  ["25.0", "1.44", "1.24"],
  ["24.0", "1.43", "1.12"],
  ["23.0", "1.42", "1.12"],
  ["20.10", "1.41", "1.12"],
  ["0", "1.40", "1.12"],
];

/** The API versions that an Engine of this version speaks. */
export function apiOf(engine: string): { newest: string; oldest: string } {
  const row = API.find(([since]) => atLeast(engine, since));
  return { newest: row?.[1] ?? "1.40", oldest: row?.[2] ?? "1.12" };
}

/** True when `version` is `wanted` or newer; compares numbers, ignores a distribution's suffix. */
export function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(wanted)];
  for (const [index, part] of b.entries()) {
    const own = a[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

function numbersOf(version: string): number[] {
  return (/^[\d.]+/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
