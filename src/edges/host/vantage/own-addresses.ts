/** Which addresses a place has, by iproute2 or by words between blanks. */
import { type Address, parseAddress } from "../../../model/address.ts";

/** For a shell. */
export const ADDRESSES = "ip -o addr show scope global";

/** Every address in what it said, with or without its prefix length. */
export function addressesIn(text: string): readonly Address[] {
  return text.split(/\s+/).flatMap((it) => parseAddress(it.split("/")[0] ?? "") ?? []);
}
