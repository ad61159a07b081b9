/** A spec in which one thing is said otherwise. */
import { parseSpec, type SpecDocument } from "../../../src/edges/spec-file/parse-spec.ts";

export function parse(text: string, env: Readonly<Record<string, string>> = {}): SpecDocument {
  return parseSpec({ text, file: "swarmlan.yaml", env });
}

/** `version`, then one LAN `web`: its four required keys, then `more`, whose first line is line 8. */
export function web(more = "", replaced: Readonly<Record<string, string>> = {}): string {
  const keys = {
    subnet: "192.168.16.0/20",
    gateway: "192.168.31.254",
    slice: "/24",
    parent: "eth1",
    ...replaced,
  };
  const lines = Object.entries(keys).map(([key, value]) => `    ${key}: ${value}`.trimEnd());
  return [
    "version: 1",
    "lans:",
    "  web:",
    ...lines,
    ...(more === "" ? [] : more.split("\n").map((line) => `    ${line}`)),
    "",
  ].join("\n");
}

/** `SPEC_BAD_CIDR 4:13`, one for each finding. */
export function told(document: SpecDocument): readonly string[] {
  return document.findings.map(({ code, spans: [span] }) => `${code} ${span?.line}:${span?.column}`);
}
