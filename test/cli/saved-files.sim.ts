/** Files that commands write: again over what the same command wrote, over anything else only when told to. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OnSimulator, onSimulator } from "./on-simulator.ts";

let on: OnSimulator;
beforeAll(async () => {
  on = await onSimulator();
  expect((await on.run("apply", "-y")).code).toBe(0);
});
afterAll(() => on[Symbol.asyncDispose]());

test.each([
  ["export shell", (file: string) => ["export", "shell", "--out", file]],
  ["export compose", (file: string) => ["export", "compose", "--out", file]],
  ["export ansible", (file: string) => ["export", "ansible", "--out", file]],
  ["ledger export", (file: string) => ["ledger", "export", file]],
])("%s writes over its own file, and over another only with --force", async (name, argv) => {
  const file = join(on.folder, name.replace(" ", "-"));
  expect((await on.run(...argv(file))).code).toBe(0);
  const first = readFileSync(file, "utf8");
  expect((await on.run(...argv(file))).code).toBe(0);
  expect((await on.run(...argv(on.specFile))).stderr).toMatch(/FILE_EXISTS: .* is something else/);
  expect(readFileSync(on.specFile, "utf8")).toMatch(/^version: 1\n/);
  writeFileSync(file, "services: {}\n");
  expect((await on.run(...argv(file))).code).toBe(4);
  expect(readFileSync(file, "utf8")).toBe("services: {}\n");
  expect((await on.run(...argv(file), "--force")).code).toBe(0);
  expect(readFileSync(file, "utf8").length).toBe(first.length);
});
