/**
 * The lab's own image: a web page on port 80 that says which container answered, made from this machine's busybox.
 * Nothing is fetched from anywhere.
 */
import { readFileSync } from "node:fs";
import { type TarEntry, tarOf } from "./tar.ts";

const APPLETS = [
  ...["sh", "httpd", "wget", "nc", "ping", "arping", "ip", "nslookup", "traceroute", "sleep", "hostname", "ps", "kill"],
  ...[
    "cat",
    "echo",
    "ls",
    "grep",
    "sed",
    "awk",
    "cut",
    "head",
    "tail",
    "sort",
    "wc",
    "env",
    "id",
    "date",
    "mkdir",
    "rm",
  ],
  ...["netstat", "route", "ifconfig", "sysctl", "mount", "touch", "test", "true", "false", "tr", "timeout", "vi"],
];

/**
 * The page is written when the container starts: only then are its name and addresses known. A shell stays in front as
 * pid 1, because httpd there would not heed SIGTERM and every stop would take ten seconds.
 */
const SERVE = `#!/bin/sh
addresses=$(ip -o address show scope global | awk '{ sub("/.*", "", $4); print $4 }' | tr '\\n' ' ')
printf '<!doctype html><title>it-tools</title><h1>it works</h1><p>%s at %s</p>\\n' "$(hostname)" "$addresses" > /www/index.html
trap 'exit 0' TERM INT
httpd -f -p 80 -h /www &
wait
`;

/** What the image declares, as instructions of a Dockerfile. */
export const WEB_CHANGES: readonly string[] = ['CMD ["/bin/serve"]', "EXPOSE 80"];

/** The root file system as a tar. */
export function webImage(busybox: string): Buffer {
  const folders = ["bin", "etc", "tmp", "www"].map((name): TarEntry => ({ kind: "folder", name: `${name}/` }));
  const links = APPLETS.map((name): TarEntry => ({ kind: "link", name: `bin/${name}`, target: "busybox" }));
  return tarOf([
    ...folders,
    { kind: "file", name: "bin/busybox", mode: 0o755, content: readFileSync(busybox) },
    { kind: "file", name: "bin/serve", mode: 0o755, content: Buffer.from(SERVE) },
    { kind: "file", name: "etc/passwd", mode: 0o644, content: Buffer.from("root:x:0:0:root:/:/bin/sh\n") },
    { kind: "file", name: "etc/group", mode: 0o644, content: Buffer.from("root:x:0:\n") },
    ...links,
  ]);
}
