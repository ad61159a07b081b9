import { describe, expect, it } from "vitest";
import { withoutSecrets, withoutSecretsIn } from "../../../src/core/support/secrets-in-text.ts";

describe("withoutSecrets", () => {
  it.each([
    [
      "join: SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-7p73s1dx5in4tatdymyhg9hu2 192.168.16.1:2377",
      "join: (removed) 192.168.16.1:2377",
    ],
    ["unlock with SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8", "unlock with (removed)"],
    ["a -----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIB\n-----END EC PRIVATE KEY----- b", "a (removed) b"],
    ["cut off: -----BEGIN CERTIFICATE-----\\nMIIBxy", "cut off: (removed)"],
    ["tcp://ops:hunter2@mgr01:2375", "tcp://ops:(removed)@mgr01:2375"],
    ["Authorization: Bearer abc.def-123", "Authorization: (removed) (removed)"],
    ["DB_PASSWORD=hunter2 level=info", "DB_PASSWORD=(removed) level=info"],
    ['msg="login" password="hun ter2" x=1', 'msg="login" password=(removed) x=1'],
    ['{\\"api_key\\":\\"hunter2\\"}', '{\\"api_key\\":(removed)}'],
    ["token ghp_abcdefghijklmnop1234", "token (removed)"],
    ["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc", "jwt (removed)"],
    [`MII${"B".repeat(60)}==`, "(removed)"],
  ])("takes out what is secret of %j", (text, left) => {
    expect(withoutSecrets(text)).toBe(left);
  });

  it.each([
    "failed to allocate secondary ip address (host:192.168.16.1): Address already in use",
    "ssh://ops@mgr01:22",
    "unix:///run/mgr01.sock",
    "fd00:16::1/64",
    "node k3x9f2m8q1w7e5r4t6y0u3i9o is ready",
  ])("leaves %j alone", (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it("looks into every text of a value, keys included, and counts", () => {
    expect(withoutSecretsIn({ a: ["PASSWORD=x", 1, null], "SWMTKN-1-a-b": true })).toEqual({
      value: { a: ["PASSWORD=(removed)", 1, null], "(removed)": true },
      changed: 2,
    });
  });
});
