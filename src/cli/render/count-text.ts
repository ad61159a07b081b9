/** How many addresses, for a person: nobody reads the 25 digits of a /80. JSON has them. */
export function countText(count: bigint | string): string {
  const digits = String(count);
  return digits.length < 8 ? digits : `~2^${Math.round(Math.log2(Number(digits)))}`;
}
