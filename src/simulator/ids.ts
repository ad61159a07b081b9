/** Ids of the shapes that Docker has. Counted, not random: a simulation told twice has the same ids. */
import { createHash } from "node:crypto";

export class Ids {
  #count = 0;

  /** 25 characters of a-z and 0-9, as swarm's objects have. */
  swarm(): string {
    const digits = BigInt(`0x${this.hex()}`).toString(36);
    return digits.slice(0, 25).padStart(25, "0");
  }

  /** 64 hex digits, as local networks and containers have. */
  hex(): string {
    this.#count += 1;
    return createHash("sha256").update(`swarmlan simulator ${this.#count}`).digest("hex");
  }
}

/** The id of an image is told by its name here, so that every node has the same. */
export function imageId(name: string): string {
  return `sha256:${createHash("sha256").update(name).digest("hex")}`;
}
