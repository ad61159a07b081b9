/** A tar archive in memory (POSIX ustar), as `docker import` takes it. Refuses nothing, so names stay below 100 bytes. */

export type TarEntry =
  | { readonly kind: "file"; readonly name: string; readonly mode: number; readonly content: Buffer }
  | { readonly kind: "link"; readonly name: string; readonly target: string }
  | { readonly kind: "folder"; readonly name: string };

const BLOCK = 512;
const TYPES: Readonly<Record<TarEntry["kind"], string>> = { file: "0", link: "2", folder: "5" };

/** The whole archive, with the two empty blocks at its end. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)]);
}

function blocksOf(entry: TarEntry): readonly Buffer[] {
  const content = entry.kind === "file" ? entry.content : Buffer.alloc(0);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return [headerOf(entry, content.length), content, padding];
}

function headerOf(entry: TarEntry, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(entry.name, 0, 100);
  header.write(octal(entry.kind === "file" ? entry.mode : 0o755, 7), 100);
  header.write(octal(0, 7), 108); // owner and group: root
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136); // the time: always the same, so that the archive is
  header.write(" ".repeat(8), 148);
  header.write(TYPES[entry.kind], 156);
  if (entry.kind === "link") header.write(entry.target, 157, 100);
  header.write("ustar\0" + "00", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, "latin1");
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
