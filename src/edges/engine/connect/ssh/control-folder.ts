/**
 * Where our ssh connections have their control sockets: a folder of this process, which no other user can read. It is
 * made for the first connection and removed with the last, or when the process ends.
 */
import { mkdtempSync, readdirSync, rmdirSync, rmSync, statSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "swarmlan-ssh-";
/** After the name of a control socket: where its ssh listens for what goes to the Engine. */
export const FORWARDED = "e";
/** sockaddr_un holds 104 bytes on macOS and the BSDs; while ssh makes the socket, its name is 17 characters longer. */
const LONGEST = 104 - 1 - 17 - "/9999e".length;
const STALE_MS = 3600_000;

let folder: string | undefined;
let holders = 0;
let named = 0;
let watching = false;

/** The path of a new control socket; give it back with `releaseControlPath`. */
export function takeControlPath(): string {
  folder ??= makeFolder();
  holders += 1;
  named += 1;
  return join(folder, String(named));
}

export function releaseControlPath(): void {
  holders -= 1;
  if (holders === 0) removeFolder();
}

function makeFolder(): string {
  const wanted = tmpdir();
  // ssh reads `%`, `$` and blanks in the path as more than themselves.
  const plain = /^[\w./+-]+$/.test(wanted) && join(wanted, `${PREFIX}XXXXXX`).length <= LONGEST;
  const root = plain ? wanted : "/tmp";
  removeStale(root);
  if (!watching) process.once("exit", removeFolder);
  watching = true;
  return mkdtempSync(join(root, PREFIX));
}

function removeFolder(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

/**
 * A process that was killed outright leaves its folder, and in it the sockets that its ssh led elsewhere: ssh takes only its
 * control sockets along. Where one of those is left, somebody still lives.
 */
function removeStale(root: string): void {
  for (const name of readdirSync(root).filter((it) => it.startsWith(PREFIX))) {
    try {
      const path = join(root, name);
      if (Date.now() - statSync(path).mtimeMs < STALE_MS) continue;
      const left = readdirSync(path);
      if (left.every((it) => it.endsWith(FORWARDED))) for (const it of left) unlinkSync(join(path, it));
      rmdirSync(path);
    } catch {
      // Somebody else's, not empty, or gone.
    }
  }
}
