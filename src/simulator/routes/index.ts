/** Every route that a simulated Engine answers. */
import type { Route } from "../http/route.ts";
import { configRoutes } from "./configs.ts";
import { containerRoutes } from "./containers.ts";
import { eventRoutes } from "./events.ts";
import { execRoutes } from "./exec.ts";
import { imageRoutes } from "./images.ts";
import { networkRoutes } from "./networks.ts";
import { nodeRoutes } from "./nodes.ts";
import { serviceRoutes } from "./services.ts";
import { systemRoutes } from "./system.ts";
import { taskRoutes } from "./tasks.ts";

export const routes: readonly Route[] = [
  ...systemRoutes,
  ...networkRoutes,
  ...containerRoutes,
  ...execRoutes,
  ...imageRoutes,
  ...nodeRoutes,
  ...serviceRoutes,
  ...taskRoutes,
  ...configRoutes,
  ...eventRoutes,
];
