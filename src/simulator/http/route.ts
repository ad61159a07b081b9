/** One route of the Engine API: a method, a path with `:names`, and what answers it. */
import type { ServerResponse } from "node:http";
import type { SimNode, World } from "../world.ts";

export interface Asked {
  readonly world: World;
  readonly node: SimNode;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export type Reply =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  | { readonly kind: "empty"; readonly status: number }
  /** The route writes the answer itself, as long as it lasts. */
  | { readonly kind: "stream"; readonly type: string; readonly write: (to: ServerResponse) => void };

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** Answered by managers only. */
  readonly swarm?: true;
  readonly answer: (asked: Asked) => Reply;
}

export function json(body: unknown, status = 200): Reply {
  return { kind: "json", status, body };
}

export const gone: Reply = { kind: "empty", status: 204 };

/** The parameters of a path that fits the route's. */
export function match(route: Route, method: string, path: string): Record<string, string> | undefined {
  if (route.method !== method) return undefined;
  const [wanted, given] = [route.path.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? "");
    if (part.startsWith(":")) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

/** Docker's `filters` query: a map of lists, or (older clients) a map of sets. */
export function filtersOf(query: URLSearchParams): Record<string, string[]> {
  const raw: unknown = JSON.parse(query.get("filters") ?? "{}");
  return Object.fromEntries(
    Object.entries(raw as Record<string, unknown>).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(String) : Object.keys(value as object),
    ]),
  );
}
