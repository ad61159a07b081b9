import { describe, expect, it } from "vitest";
import { defaultEndpoint } from "../../../../src/edges/engine/connect/default-endpoint.ts";
import { sshTarget } from "../../../../src/edges/engine/connect/ssh/target.ts";

describe("sshTarget", () => {
  it.each([
    ["ssh://mgr01", { host: "mgr01" }],
    ["ssh://mgr01/", { host: "mgr01" }],
    ["ssh://ops@mgr01", { host: "mgr01", user: "ops" }],
    ["ssh://ops@mgr01.lan.example:2222", { host: "mgr01.lan.example", user: "ops", port: 2222 }],
    ["ssh://me@corp.example@mgr01", { host: "mgr01", user: "me@corp.example" }],
    ["ssh://10.0.0.1:22", { host: "10.0.0.1", port: 22 }],
    ["ssh://root@[fd00::1]:22", { host: "fd00::1", user: "root", port: 22 }],
    ["ssh://[fe80::1%eth0]", { host: "fe80::1%eth0" }],
    ["ssh://my_alias", { host: "my_alias" }],
  ])("reads %s", (endpoint, target) => {
    expect(sshTarget(endpoint)).toEqual(target);
  });

  it.each([
    "ssh://",
    "ssh://-oProxyCommand=touch",
    "ssh://-l@mgr01",
    "ssh://mgr01 -oProxyCommand=x",
    "ssh://mgr01;reboot",
    "ssh://$(reboot)",
    "ssh://`reboot`@mgr01",
    "ssh://ops'@mgr01",
    "ssh://mgr01\n",
    "ssh://ops:secret@mgr01",
    "ssh://@mgr01",
    "ssh://mgr01:",
    "ssh://mgr01:0",
    "ssh://mgr01:65536",
    "ssh://mgr01:ssh",
    "ssh://mgr01/var/run/docker.sock",
    "ssh://mgr01?x=1",
    "ssh://fd00::1",
    "ssh://[mgr01]",
    "ssh://{hostname}",
    "ssh://münchen",
  ])("refuses %j", (endpoint) => {
    expect(sshTarget(endpoint)).toBeUndefined();
  });
});

describe("defaultEndpoint", () => {
  it.each([
    ["ssh://ops@mgr01:2222", "swarm01", "ssh://ops@swarm01:2222"],
    ["ssh://mgr01", "swarm01", "ssh://swarm01"],
    ["ssh://root@[fd00::1]", "swarm01", "ssh://root@swarm01"],
    ["unix:///var/run/docker.sock", "swarm01", "ssh://swarm01"],
    ["tcp://mgr01:2375", "swarm01.lan", "ssh://swarm01.lan"],
    ["ssh://ops@mgr01", "-oProxyCommand=touch", undefined],
    ["ssh://ops@mgr01", "evil@elsewhere", undefined],
    ["ssh://ops@mgr01", "elsewhere:22", undefined],
    ["ssh://ops@mgr01", "", undefined],
  ])("by %s reaches %j at %s", (manager, hostname, endpoint) => {
    expect(defaultEndpoint(manager, { hostname })).toBe(endpoint);
  });
});
