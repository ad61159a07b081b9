/**
 * Reads what Linux says of this machine's interfaces and routes, and joins it to what Node saw. What cannot be read is
 * left out: a container may have no /sys, and then Node's list is all there is.
 */
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import type { HostFacts, HostNic } from "../../model/host-facts.ts";
import { byMetric, NIC_ENTRIES, NIC_FILES, parseIpv6Routes, parseNics, parseRoutes } from "../../model/linux-nics.ts";

const SYSFS = "/sys/class/net";

export async function readLinux(seen: readonly HostNic[]): Promise<HostFacts> {
  const [files, devices, routes, routes6] = await Promise.all([
    readSysfs(),
    textOf("/proc/net/dev"),
    textOf("/proc/net/route"),
    textOf("/proc/net/ipv6_route"),
  ]);
  const addresses = new Map(seen.map((nic) => [nic.name, nic.addresses]));
  const told = parseNics({ files, addresses });
  const names = namesIn(devices ?? "");
  return {
    nics: isOfThisNamespace(told, { names, seen }) ? told : withNames(seen, names),
    defaultRoutes: byMetric([...parseRoutes(routes ?? ""), ...parseIpv6Routes(routes6 ?? "")]),
  };
}

/** A /sys that was mounted elsewhere shows another network namespace's interfaces: /proc/net is always our own. */
function isOfThisNamespace(
  told: readonly HostNic[],
  { names, seen }: { readonly names: readonly string[]; readonly seen: readonly HostNic[] },
): boolean {
  const same = told.length === names.length && told.every((nic) => names.includes(nic.name));
  return same && seen.every((nic) => told.some((it) => it.name === nic.name && it.mac === nic.mac));
}

/** Those without an address have a name at least. */
function withNames(seen: readonly HostNic[], names: readonly string[]): readonly HostNic[] {
  const rest = names.filter((name) => !seen.some((nic) => nic.name === name));
  return [...seen, ...rest.map((name): HostNic => ({ name, kind: "unknown", addresses: [], state: "unknown" }))];
}

/** `/proc/net/dev` has two lines of titles, then `  eth0: …`. */
function namesIn(devices: string): readonly string[] {
  return devices.split("\n").flatMap((line) => /^\s*([^\s:|]+):/.exec(line)?.[1] ?? []);
}

async function readSysfs(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const names = await readdir(SYSFS).catch((): string[] => []);
  await Promise.all(names.map((name) => readNic(name, files)));
  return files;
}

async function readNic(name: string, files: Map<string, string>): Promise<void> {
  const entries = await readdir(`${SYSFS}/${name}`).catch((): string[] => []);
  await Promise.all(
    entries.map(async (entry) => {
      const path = `${SYSFS}/${name}/${entry}`;
      if (NIC_FILES.includes(entry)) {
        const text = await textOf(path);
        if (text !== undefined) files.set(`${name}/${entry}`, text);
      } else if (NIC_ENTRIES.includes(entry) || entry.startsWith("lower_")) {
        const target = await readlink(path).catch(() => "");
        files.set(`${name}/${entry}`, basename(target));
      }
    }),
  );
}

/** `carrier` of an interface that is down cannot be read: that is an answer too. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
