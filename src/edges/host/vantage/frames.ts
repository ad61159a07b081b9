/** Frames of what commands in one shell said (see ssh-shell.ts), in any order, among what a login prints. Pure. */
import type { CommandEnd } from "../probe/script.ts";

export interface FramedEnd {
  readonly at: number;
  readonly end: CommandEnd;
}

const FRAME = /\n#begin (\d+)\n([^]*?)\n#end \1 (\d+)\n/g;

/** The whole frames in `text`, and what may be the beginning of the next. What they say stands in `stdout`, of both streams. */
export function framedEnds(text: string): { readonly ends: readonly FramedEnd[]; readonly rest: string } {
  const ends: FramedEnd[] = [];
  let read = 0;
  for (const match of text.matchAll(FRAME)) {
    const [whole, at, stdout = "", code] = match;
    ends.push({ at: Number(at), end: { code: Number(code), stdout, stderr: "" } });
    read = match.index + whole.length;
  }
  return { ends, rest: text.slice(read) };
}
