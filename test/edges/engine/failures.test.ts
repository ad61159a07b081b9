import { describe, expect, it } from "vitest";
import { ConnectionLost } from "../../../src/edges/engine/http/exchange.ts";
import { failureOf, refusalOf, textOf } from "../../../src/edges/engine/http/failures.ts";
import { limit } from "../../../src/edges/engine/http/limit.ts";
import { EXIT_CODES } from "../../../src/errors/entry.ts";

const PLACE = { endpoint: "unix:///e.sock", call: "GET /networks" };

function lost(code: string) {
  const bounds = limit(new AbortController().signal, 60);
  bounds.release();
  const cause = Object.assign(new TypeError(`connect ${code}`), { code });
  return failureOf(new ConnectionLost(cause, false), PLACE, { limit: bounds, seconds: 60, bound: 1 });
}

describe("failureOf", () => {
  it.each([
    ["EACCES", "ENGINE_PERMISSION", EXIT_CODES.permission],
    ["EPERM", "ENGINE_PERMISSION", EXIT_CODES.permission],
    ["ENOENT", "ENGINE_UNREACHABLE", EXIT_CODES.unavailable],
    ["EHOSTUNREACH", "ENGINE_UNREACHABLE", EXIT_CODES.unavailable],
    ["ESOMETHING", "ENGINE_UNREACHABLE", EXIT_CODES.unavailable],
  ])("says %s as %s", (code, expected, exitCode) => {
    expect(lost(code)).toMatchObject({ code: expected, exitCode });
  });
});

describe("refusalOf", () => {
  const call = { method: "POST", path: "/networks/create" } as const;
  it("takes a 409 of a creation for a taken name, and keeps the Engine's words of all else", () => {
    expect(refusalOf(call, PLACE.endpoint, { status: 409, text: "so it is" }).code).toBe("NAME_TAKEN");
    const exec = { method: "POST", path: "/containers/c/exec" } as const;
    const stopped = { status: 409, text: "Container c is not running" };
    expect(refusalOf(exec, PLACE.endpoint, stopped).code).toBe("ENGINE_REFUSED");
    expect(refusalOf(call, PLACE.endpoint, { status: 400, text: "so it is" })).toMatchObject({
      code: "ENGINE_REFUSED",
      details: { status: 400, text: "so it is", call: "POST /networks/create" },
    });
  });
});

describe("textOf", () => {
  it.each([
    ['{"message":"page not found"}', "page not found"],
    ["<html>gateway timeout</html>", "<html>gateway timeout</html>"],
    ["", "no text"],
  ])("reads %j", (body, text) => {
    expect(textOf(Buffer.from(body))).toBe(text);
  });
});
