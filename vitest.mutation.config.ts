import { defineConfig } from "vitest/config";

/** The pure tests of the money rules, for mutants: a property is shortened, and random in the same way each time. */
export default defineConfig({
  test: {
    name: "mutation",
    include: ["core/{money,attribution,commission,ledger}/**/*.test.ts"],
    provide: { seed: 1 },
    setupFiles: ["./tests/support/seed.ts", "./tests/mutation/same-chance.ts"],
    env: { CASES_MAX: "200" },
    testTimeout: 20_000,
  },
});
