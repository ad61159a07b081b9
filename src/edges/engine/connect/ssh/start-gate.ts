/**
 * Lets few ssh connections be under way at once. Behind one jump host all of them come to the same sshd, which drops
 * some of them when more than 10 have not authenticated yet (MaxStartups, sshd_config(5)).
 */
const AT_ONCE = 8;
/** A host that is silent this long is no reason to keep the others waiting: their deadlines are running. */
const PATIENCE_MS = 2000;

let underWay = 0;
const waiting: (() => void)[] = [];

/** Runs `start` when its turn comes; its place is free again when `settled` is, or after two seconds. */
export async function throughGate<T extends { readonly settled: Promise<unknown> }>(start: () => T): Promise<T> {
  if (underWay >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  underWay += 1;
  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    underWay -= 1;
    waiting.shift()?.();
  };
  try {
    const started = start();
    const timer = setTimeout(leave, PATIENCE_MS);
    void started.settled.finally(() => clearTimeout(timer)).then(leave, leave);
    return started;
  } catch (thrown) {
    leave();
    throw thrown;
  }
}
