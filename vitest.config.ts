import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { buildSync } from "esbuild";
import { defineConfig } from "vitest/config";

/** Keys of the tests: as long as real ones, the same on every run, and good for nothing else. */
const testKey = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");
const CLICK_ID_KEYS = `${testKey(1)},${testKey(2)}`;
const API_KEY_PEPPER = testKey(3);

/** From what random tests draw: `tests/support/seed.ts`. Printed, so that a run on another seed can be had again. */
const seed =
  process.env.SEED === "random"
    ? Math.floor(Math.random() * 2 ** 31)
    : Number(process.env.SEED ?? 20_261_121);
if (process.env.SEED) console.log(`SEED=${seed}`);
const drawn = { provide: { seed }, setupFiles: ["./tests/support/seed.ts"] };

/** Starts the database once for the projects that need one, and provides its addresses. */
const globalSetup = ["./tests/support/global-setup.ts"];

/** The counter of caps, as a Worker that is nothing else. */
function capCounterScript(): string {
  const { outputFiles } = buildSync({
    ...{ entryPoints: ["functions/caps/cap-counter.ts"], external: ["cloudflare:*"] },
    ...{ bundle: true, format: "esm", write: false },
  });
  return `${outputFiles[0]?.text}\nexport default {};`;
}

/** The sender, as strict as in production. */
function senderWorker() {
  const { outputFiles } = buildSync({
    ...{ entryPoints: ["workers/sender/index.ts"], external: ["cloudflare:*"] },
    ...{ bundle: true, format: "esm", write: false },
  });
  return {
    name: "tributary-sender",
    modules: true,
    compatibilityDate: "2026-04-01",
    compatibilityFlags: ["nodejs_compat", "global_fetch_strictly_public"],
    // Nobody answers there.
    bindings: { DNS_RESOLVER_URL: "http://127.0.0.1:9/dns-query" },
    script: outputFiles[0]?.text ?? "",
  };
}

/** Hosts the counters of caps, as the functions do. */
const CAP_COUNTERS = {
  name: "tributary-functions",
  modules: true,
  compatibilityDate: "2026-04-01",
  durableObjects: { CAPS: { className: "CapCounter", useSQLite: true } },
  queueProducers: { EVENTS: "events" },
  script: capCounterScript(),
};

/**
 * The files of a project share processes and what these have loaded, since loading it anew for each takes longer than
 * most tests. So a test leaves nothing behind in what is loaded: mocks are restored, and clocks set free. Three, whatever the
 * machine: while one waits for Postgres another goes on.
 */
const shared = { ...drawn, isolate: false, maxWorkers: 3, sequence: { groupOrder: 1 } };
/** As `shared`, in one Worker and with one set of stores: a file finds what another wrote there. */
const sharedWorker = {
  ...drawn,
  ...{ isolate: false, maxWorkers: 1, sequence: { groupOrder: 2 } },
  ...{ testTimeout: 20_000, hookTimeout: 30_000 },
};
/** Each file in a process of its own, since they start and stop servers and processes. */
const apart = { ...drawn, maxWorkers: 2, sequence: { groupOrder: 3 } };

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          ...shared,
          name: "core",
          include: ["{core,platform,contracts,sdk,workers/shared,tests/contracts}/**/*.test.ts"],
          // Random tests of pure code: a second on a quiet machine, and many on a busy one.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...shared,
          name: "config",
          include: ["tests/config/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...apart,
          name: "local",
          include: ["local/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: "services",
          include: ["{services,db,workers/api,cli,tests/services,tests/db,tests/api}/**/*.test.ts"],
          globalSetup,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml", environment: "edge" },
            miniflare: {
              cf: false,
              bindings: { CLICK_ID_KEYS, API_KEY_PEPPER, LINK_HOSTS: "localhost,127.0.0.1" },
              // Stands in for the intake: whoever is asked for what is no link.
              workers: [
                {
                  name: "tributary-intake",
                  modules: true,
                  compatibilityDate: "2026-04-01",
                  script: `export default { fetch: () => new Response("the intake", { status: 418 }) };`,
                },
                CAP_COUNTERS,
              ],
            },
          }),
        ],
        test: {
          ...sharedWorker,
          name: "edge",
          include: ["{workers/edge,workers/click,tests/edge}/**/*.test.ts"],
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml", environment: "intake" },
            miniflare: {
              cf: false,
              bindings: { CLICK_ID_KEYS, API_KEY_PEPPER, LINK_HOSTS: "localhost,127.0.0.1" },
              workers: [CAP_COUNTERS],
            },
          }),
        ],
        test: {
          ...sharedWorker,
          name: "intake",
          include: ["{workers/intake,tests/intake}/**/*.test.ts"],
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: "./wrangler.toml", environment: "functions" },
            miniflare: {
              cf: false,
              bindings: {
                CLICK_ID_KEYS,
                ENVELOPE_KEYS: testKey(5),
                PAYOUT_ACCOUNT_KEYS: testKey(6),
                DATABASE_URL: inject("appUrl"),
                DATABASE_PROXY: inject("databaseProxy"),
                // Whoever tests the importer names an address of its own.
                ECB_RATES_ADDRESS: "",
                // Nothing is sent, and notices wait.
                MAIL_API_ADDRESS: "",
              },
              workers: [senderWorker()],
            },
          })),
        ],
        test: {
          ...sharedWorker,
          name: "functions",
          include: ["{functions,tests/functions}/**/*.test.ts"],
          globalSetup,
        },
      },
    ],
  },
});
