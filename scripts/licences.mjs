/**
 * A plugin for the bundler: writes `THIRD-PARTY-LICENSES.txt` beside the bundle, with the licence of every package that
 * really is in it. Refuses to bundle a package without a licence text.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const LICENCES = "THIRD-PARTY-LICENSES.txt";

/** @returns {import("rolldown").Plugin} */
export function licences() {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((it) => (it.type === "chunk" ? it.moduleIds : []));
      const folders = [...new Set(modules.flatMap((id) => packageOf(id) ?? []))];
      const packages = folders.map(readPackage).sort((a, b) => (a.name < b.name ? -1 : 1));
      const head = `swarmlan holds code of these packages:\n\n${packages.map((it) => `  ${it.title}`).join("\n")}\n`;
      const rule = "=".repeat(80);
      const texts = packages.map((it) => `${rule}\n${it.title}\n${rule}\n\n${it.text.trim()}\n`);
      this.emitFile({ type: "asset", fileName: LICENCES, source: [head, ...texts].join("\n") });
    },
  };
}

/** The folder of the package that a module of node_modules belongs to. */
function packageOf(id) {
  if (!id.includes("/node_modules/")) return undefined;
  // A folder within a package may have a package.json of its own, without a name.
  for (let folder = dirname(id); folder.includes("/node_modules/"); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && "version" in JSON.parse(readFileSync(file, "utf8"))) return folder;
  }
  return undefined;
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((it) => /^licen[cs]e(\.|$)/i.test(it));
  if (file === undefined) throw new Error(`${name} is bundled, but has no licence text`);
  return { name, title: `${name} ${version} (${license})`, text: readFileSync(join(folder, file), "utf8") };
}
