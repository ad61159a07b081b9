/** Reads a whole answer, up to a bound, so that a broken Engine cannot fill our memory. */
import type { IncomingMessage } from "node:http";

export class BodyTooBig extends Error {}

/** Throws BodyTooBig past `limit` bytes, and what the stream throws when it breaks. */
export async function readBody(answer: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      answer.destroy();
      throw new BodyTooBig();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
