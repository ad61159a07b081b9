import { expect, test } from "vitest";
import { wayLike } from "../../../src/core/proposal/way-like.ts";

test.each([
  ["ssh://mgr01", "ssh://{hostname}"],
  ["ssh://ops@mgr01:2222", "ssh://ops@{hostname}:2222"],
  ["ssh://ops@192.168.1.10", "ssh://ops@{address}"],
  ["ssh://[fd00::1]:22", "ssh://{address}:22"],
  ["unix:///var/run/docker.sock", undefined],
  ["tcp://10.0.0.1:2375", undefined],
])("a manager at %s has neighbours at %s", (manager, way) => {
  expect(wayLike(manager)).toBe(way);
});
