/** Images: one of them, and pulling. Every registry has every image, but for those under `.invalid` (RFC 6761). */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { imageId } from "../ids.ts";
import { imageOf, nameHere } from "../images.ts";
import { notModelled, Refusal } from "../refusal.ts";

export const imageRoutes: readonly Route[] = [
  { method: "GET", path: "/images/:id/json", answer: inspect },
  { method: "POST", path: "/images/create", answer: pull },
];

function inspect({ world, node, params }: Asked): Reply {
  const wanted = params["id"] ?? "";
  const name = nameHere(node, wanted);
  if (name === undefined) throw new Refusal(404, `no such image: ${wanted}: No such image: ${wanted}`);
  const ExposedPorts = Object.fromEntries(imageOf(world, name).ports.map((port) => [port, {}]));
  return json({ Id: imageId(name), RepoTags: [name], Config: { ExposedPorts } });
}

function pull({ node, query }: Asked): Reply {
  const [name, tag] = [query.get("fromImage") ?? "", query.get("tag") ?? ""];
  if (name === "" || tag === "") throw notModelled("POST /images/create without name and tag");
  const registry = /^([^/]+[.:][^/]*)\//.exec(name)?.[1];
  if (registry?.replace(/:\d+$/, "").endsWith(".invalid")) {
    throw new Refusal(500, `Get "https://${registry}/v2/": dial tcp: lookup ${registry}: no such host`);
  }
  node.images.add(`${name}:${tag}`);
  const status = { status: `Status: Downloaded newer image for ${name}:${tag}` };
  return { kind: "stream", type: "application/json", write: (to) => to.end(`${JSON.stringify(status)}\n`) };
}
