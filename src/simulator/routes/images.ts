/** `GET /images/{id}/json`: an image is on a node when a container of it is. */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { imageId } from "../ids.ts";
import { imageOf } from "../images.ts";
import { Refusal } from "../refusal.ts";

export const imageRoutes: readonly Route[] = [{ method: "GET", path: "/images/:id/json", answer: inspect }];

function inspect({ world, node, params }: Asked): Reply {
  const wanted = params["id"] ?? "";
  const here = [...node.containers.values()].find((it) => it.image === wanted || imageId(it.image) === wanted);
  if (!here) throw new Refusal(404, `no such image: ${wanted}: No such image: ${wanted}`);
  const ExposedPorts = Object.fromEntries(imageOf(world, here.image).ports.map((port) => [port, {}]));
  return json({ Id: imageId(here.image), RepoTags: [here.image], Config: { ExposedPorts } });
}
