import { defineConfig } from "vitest/config";

/** Tests of the whole running system. Each file starts a stack of its own, so that they go one by one. */
export default defineConfig({
  test: {
    name: "stack",
    include: ["tests/stack/**/*.test.ts"],
    passWithNoTests: true,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
