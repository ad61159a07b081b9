/** The swarm's config objects that are ours, as a manager tells and changes them. */
import { AppError } from "../../errors/app-error.ts";
import type { EngineSwarm } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { configOf } from "./wire/config.ts";
import type { Wire } from "./wire/wire.ts";

type Configs = Pick<EngineSwarm, "configs" | "createConfig" | "updateConfig" | "removeConfig">;

/** Other people's configs may be many and are up to 500 KB each: they are not asked for. */
const OURS = "swarmlan.";
/** A config must hold something; whoever finds it learns what it is for. */
const DATA = Buffer.from("This is swarmlan's ledger: which node holds which addresses. It is in the labels.\n");

interface Known {
  readonly version: number;
  /** The Spec without its labels, which an update replaces. */
  readonly rest: object;
}

/**
 * An update must send back the Data, which swarm refuses to change. The version says which Spec it was, so the one that
 * `configs` saw last is as good as a fresh one: compare-and-swap refuses it otherwise.
 */
export function configsOf(http: EngineHttp): Configs {
  const known = new Map<string, Known>();
  const remember = (it: Wire): Known => {
    const { Labels: _, ...rest } = it.at("Spec").raw as Record<string, unknown>;
    const seen = { version: it.at("Version").number("Index"), rest };
    known.set(it.text("ID"), seen);
    return seen;
  };
  const specAt = async (id: string, version: number, signal: AbortSignal): Promise<object> => {
    const cached = known.get(id);
    const call = { method: "GET", path: `/configs/${id}` } as const;
    const seen = cached?.version === version ? cached : remember((await http.ask(call, signal)).wire());
    if (seen.version === version) return seen.rest;
    const text = `the config is at version ${seen.version}, not ${version}`;
    throw new AppError("OUT_OF_SEQUENCE", { endpoint: http.endpoint, call: `POST /configs/${id}/update`, text });
  };
  return {
    configs: async (signal) => {
      const query = { filters: JSON.stringify({ name: [OURS] }) };
      const listed = (await http.ask({ method: "GET", path: "/configs", query }, signal)).wire().list();
      known.clear();
      return listed.map((it) => {
        remember(it);
        return configOf(it);
      });
    },
    createConfig: async ({ name, labels }, signal) => {
      const body = { Name: name, Labels: labels, Data: DATA.toString("base64") };
      return (await http.ask({ method: "POST", path: "/configs/create", body }, signal)).wire().text("ID");
    },
    updateConfig: async (id, version, labels, signal) => {
      const body = { ...(await specAt(id, version, signal)), Labels: labels };
      known.delete(id);
      const query = { version: String(version) };
      await http.ask({ method: "POST", path: `/configs/${id}/update`, query, body }, signal);
    },
    removeConfig: async (id, signal) => {
      const answer = await http.ask({ method: "DELETE", path: `/configs/${id}`, expect: [404] }, signal);
      return answer.status !== 404;
    },
  };
}
