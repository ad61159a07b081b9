import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { formatAddress } from "../../../../src/model/address.ts";
import { askNdp } from "../../../../src/edges/host/probe/ndp.ts";
import { range } from "../../../builders.ts";

/** Answers as ndisc6 does: its last two arguments are the address and the interface. */
const NDISC6 = `#!/bin/sh
while [ $# -gt 2 ]; do shift; done
case "$2 $1" in
  "nope0 "*) echo "nope0: No such device" >&2; exit 1 ;;
  *" fd00::2") echo 02:42:C0:A8:10:02; exit 0 ;;
  *" fd00::3") echo 02:42:C0:A8:10:03; echo 02:53:4C:00:00:FE; echo 02:53:4C:00:00:FE; exit 0 ;;
  *) exit 2 ;;
esac
`;

describe.runIf(process.platform === "linux")("neighbour solicitation by ndisc6", () => {
  const folder = mkdtempSync(join(tmpdir(), "ndp-"));
  const program = join(folder, "ndisc6");
  writeFileSync(program, NDISC6);
  chmodSync(program, 0o755);
  afterAll(() => rmSync(folder, { recursive: true }));

  const question = (nic: string, ...ranges: readonly string[]) =>
    ({ kind: "neighbours", family: 6, interface: nic, ranges: ranges.map(range), packetsPerSecond: 1000 }) as const;
  const ask = (...asked: Parameters<typeof question>) => {
    const { command, answer } = askNdp(question(...asked));
    const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8", env });
    return answer({ code: status ?? 1, stdout, stderr });
  };

  test("tells who answers, twice where two do, and nothing of the silent", () => {
    const said = ask("lo", "fd00::1-fd00::3", "fd00::9");
    if (said.kind !== "known") throw expect(said).toBeUndefined();
    // They are asked at the same time: whoever is first, answers first.
    expect(said.value.map((it) => `${formatAddress(it.address)} ${it.mac}`).sort()).toEqual([
      "fd00::2 02:42:c0:a8:10:02",
      "fd00::3 02:42:c0:a8:10:03",
      "fd00::3 02:53:4c:00:00:fe",
    ]);
    expect(ask("lo", "fd00::1")).toEqual({ kind: "known", value: [] });
  });

  test("takes no failure for silence", () => {
    expect(ask("nope0", "fd00::2")).toEqual({ kind: "unknown", why: "ndisc6 on nope0: nope0: No such device" });
    const { answer } = askNdp(question("eth1", "fd00::2"));
    const said = (stdout: string) => answer({ code: 0, stdout, stderr: "" });
    expect(said("off 0\nstate down\nfd00::2 1 Sending ICMPv6 packet: Network is unreachable\n")).toEqual({
      kind: "unknown",
      why: "ndisc6 on eth1: Sending ICMPv6 packet: Network is unreachable (the link is down)",
    });
    expect(said("off 0\nstate up\nfd00::2 127 sh: ndisc6: not found\n")).toMatchObject({ kind: "unknown" });
    expect(said("off 1\nstate up\nfd00::2 1 Sending ICMPv6 packet: Cannot assign requested address\n")).toEqual({
      kind: "skipped",
      why: "IPv6 is off on eth1",
    });
    expect(said("")).toMatchObject({ kind: "unknown" });
  });

  test("asks for no slice as a whole", () => {
    expect(ask("lo", "fd00::/80")).toEqual({
      kind: "unknown",
      why: "281474976710656 addresses are too many to be asked for one by one",
    });
  });
});
