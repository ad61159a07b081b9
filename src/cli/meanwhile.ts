/** Loads a part of the program that is needed later, once what is under way has been sent: Engines answer meanwhile. */
import { setImmediate } from "node:timers/promises";

export async function meanwhile<T>(load: () => Promise<T>): Promise<T> {
  await setImmediate();
  return load();
}
