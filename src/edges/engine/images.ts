/** Images of one Engine. A macvlan container's own `Ports` are empty (observed on 20.10), so its image must tell. */
import { AppError } from "../../errors/app-error.ts";
import type { EngineImages } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";

export function imagesOf(http: EngineHttp): EngineImages {
  return {
    exposedPorts: async (imageId, signal) => {
      const path = `/images/${encodeURIComponent(imageId)}/json`;
      const answer = await http.ask({ method: "GET", path, expect: [404] }, signal);
      if (answer.status === 404) return undefined;
      const exposed = answer.wire().at("Config").at("ExposedPorts").entries();
      return exposed.map(([port]) => port);
    },
    pull: (reference, signal) => pull(http, reference, signal),
  };
}

/** A pull may take minutes. */
const PULL_SECONDS = 300;

/** The answer is a stream of JSON lines; a failure comes as its last one, under status 200. */
async function pull(http: EngineHttp, reference: string, signal: AbortSignal): Promise<void> {
  const colon = reference.lastIndexOf(":");
  const tagged = colon > reference.lastIndexOf("/");
  const query = {
    fromImage: tagged ? reference.slice(0, colon) : reference,
    tag: tagged ? reference.slice(colon + 1) : "latest",
  };
  const call = { method: "POST", path: "/images/create", query, seconds: PULL_SECONDS } as const;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of http.chunks(call, { forever: false }, signal)) chunks.push(chunk);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== "ENGINE_REFUSED") throw thrown;
    throw new AppError("IMAGE_UNAVAILABLE", { endpoint: http.endpoint, image: reference, reason: thrown.message });
  }
  const reason = /"error":\s*"((?:[^"\\]|\\.)*)"/.exec(Buffer.concat(chunks).toString("utf8"))?.[1];
  if (reason !== undefined)
    throw new AppError("IMAGE_UNAVAILABLE", { endpoint: http.endpoint, image: reference, reason });
}
