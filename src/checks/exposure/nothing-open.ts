/** No database or admin port that takes everybody without a password by default is open to the LAN. Known by port. */
import { defineCheck, pass, warn } from "../define-check.ts";
import { listenersOf, portsOf, targetOf, whereText } from "./listeners.ts";

/** Ports whose usual program takes everybody without a password as it comes. */
const OPEN: Readonly<Record<string, string>> = {
  "2375/tcp": "the Docker API",
  "2379/tcp": "etcd",
  "4243/tcp": "the Docker API",
  "5601/tcp": "Kibana",
  "5984/tcp": "CouchDB",
  "6379/tcp": "Redis",
  "7474/tcp": "Neo4j",
  "8086/tcp": "InfluxDB",
  "8500/tcp": "Consul",
  "9042/tcp": "Cassandra",
  "9090/tcp": "Prometheus",
  "9200/tcp": "Elasticsearch",
  "9300/tcp": "Elasticsearch",
  "11211/tcp": "memcached",
  "11211/udp": "memcached",
  "15672/tcp": "RabbitMQ's management",
  "27017/tcp": "MongoDB",
};

export const nothingOpen = defineCheck({
  code: "EXPO002",
  group: "exposure",
  title: "no database or admin port without a password is open to the LAN",
  after: ["ENG001", "ENG017"],
  judge: (facts) =>
    listenersOf(facts).flatMap((it) => {
      if (it.result.kind !== "known") return [];
      const target = targetOf(facts, it);
      const open = portsOf(it).filter((port) => Object.hasOwn(OPEN, port));
      if (open.length === 0) return [pass(target, `none in ${it.container}`)];
      const said = open.map((port) => `${port} (${OPEN[port]})`).join(", ");
      return [
        warn(target, `${it.container} shows the whole LAN ${said}, which mostly asks for no password`, {
          evidence: whereText(it, open),
          fix: {
            text: "set a password or let it listen on 127.0.0.1 only; or attach it to an overlay network instead; or accept it",
            commands: [`swarmlan doctor --suppress EXPO002=${target.address}`],
          },
        }),
      ];
    }),
});
