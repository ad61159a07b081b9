/**
 * Where our ssh connections have their control sockets: a folder of this process, which no other user can read. It is
 * made for the first connection and removed with the last, or when the process ends.
 */
import { mkdtempSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "swarmlan-ssh-";
/** sockaddr_un holds 104 bytes on macOS and the BSDs; while ssh makes the socket, its name is 17 characters longer. */
const LONGEST = 104 - 1 - 17 - "/9999".length;
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

/** A process that was killed outright leaves an empty folder: its sockets went with its ssh. */
function removeStale(root: string): void {
  for (const name of readdirSync(root).filter((it) => it.startsWith(PREFIX))) {
    try {
      const path = join(root, name);
      if (Date.now() - statSync(path).mtimeMs > STALE_MS) rmdirSync(path);
    } catch {
      // Somebody else's, not empty, or gone.
    }
  }
}
