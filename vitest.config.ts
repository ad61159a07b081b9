import { defineConfig } from "vitest/config";
import { SlowFirst } from "./test/slow-first.ts";

/** Three kinds of test: `.test.ts` is pure and quick, `.sim.ts` talks to simulated Engines, `.lab.ts` to real ones. */
export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "sim",
          include: ["test/**/*.sim.ts"],
          globalSetup: "test/build-once.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "lab",
          globalSetup: "test/build-once.ts",
          include: ["test/lab/**/*.lab.ts"],
          testTimeout: 300_000,
          hookTimeout: 180_000,
          // Labs stand side by side, and mostly wait: for tasks to stop, for addresses that do not answer.
          maxWorkers: 3,
        },
      },
    ],
  },
});
