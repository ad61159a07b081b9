import { fileURLToPath } from "node:url";
import { licences } from "./scripts/licences.mjs";

/**
 * Bundles the command line into split chunks, so that a command loads only what it needs. As CommonJS: Node 24 takes 30 ms
 * less to load it than the same as modules, Node 20 some 10 ms.
 */
export default {
  input: { main: "src/cli/main.ts" },
  platform: "node",
  // The same yaml as modules of today, which load in 9 ms less than its CommonJS.
  resolve: { alias: { yaml: fileURLToPath(new URL("node_modules/yaml/browser/dist/index.js", import.meta.url)) } },
  output: {
    dir: "dist",
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    minify: false,
    cleanDir: true,
  },
  external: [/^node:/],
  plugins: [licences()],
};
