/** Bundles the command line into split chunks, so that a command loads only what it needs. */
export default {
  input: { main: "src/cli/main.ts" },
  platform: "node",
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    minify: false,
    cleanDir: true,
  },
  external: [/^node:/],
};
