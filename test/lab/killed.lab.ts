import { mixedEngines } from "./engines.ts";
import { killedStories } from "./killed-stories.ts";

// 3 min 40 s on two cores that others use too: 78 kills.
killedStories("swarmlan, killed at every single write in turn", async () => ({
  name: `kil${process.pid}`,
  nodes: "mgr:1,swarm:1",
  ...(await mixedEngines({ mgr01: 2, swarm01: 1 })),
}));
