/** The swarm's config objects that are ours, as a manager tells and changes them. */
import { AppError } from "../../errors/app-error.ts";
import type { EngineSwarm } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { configOf } from "./wire/config.ts";

type Configs = Pick<EngineSwarm, "configs" | "createConfig" | "updateConfig" | "removeConfig">;

/** Other people's configs may be many and are up to 500 KB each: they are not asked for. */
const OURS = "swarmlan.";
/** A config must hold something; whoever finds it learns what it is for. */
const DATA = Buffer.from("This is swarmlan's ledger: which node holds which addresses. It is in the labels.\n");

export function configsOf(http: EngineHttp): Configs {
  return {
    configs: async (signal) => {
      const query = { filters: JSON.stringify({ name: [OURS] }) };
      const answer = await http.ask({ method: "GET", path: "/configs", query }, signal);
      return answer.wire().list().map(configOf);
    },
    createConfig: async ({ name, labels }, signal) => {
      const body = { Name: name, Labels: labels, Data: DATA.toString("base64") };
      return (await http.ask({ method: "POST", path: "/configs/create", body }, signal)).wire().text("ID");
    },
    // Two calls: an update must send back the Data, which swarm refuses to change.
    updateConfig: async (id, version, labels, signal) => {
      const now = (await http.ask({ method: "GET", path: `/configs/${id}` }, signal)).wire();
      const found = now.at("Version").number("Index");
      if (found !== version) {
        const text = `the config is at version ${found}, not ${version}`;
        throw new AppError("OUT_OF_SEQUENCE", { endpoint: http.endpoint, call: `POST /configs/${id}/update`, text });
      }
      const body = { ...(now.at("Spec").raw as object), Labels: labels };
      await http.ask(
        { method: "POST", path: `/configs/${id}/update`, query: { version: String(version) }, body },
        signal,
      );
    },
    removeConfig: async (id, signal) => {
      const answer = await http.ask({ method: "DELETE", path: `/configs/${id}`, expect: [404] }, signal);
      return answer.status !== 404;
    },
  };
}
