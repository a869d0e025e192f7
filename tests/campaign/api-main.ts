import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

/**
 * `npm run campaign:api -- --seed S --requests 10000`: sends so many requests of any kind over all routes, and exits with 1
 * where one is not answered as declared. The same seed sends the same. The gate sends a share of them.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    requests: { type: "string", default: "10000" },
  },
});
const { status } = spawnSync(
  "node_modules/.bin/vitest",
  ["run", "--project", "services", "tests/api/any-request.test.ts"],
  { stdio: "inherit", env: { ...process.env, SEED: values.seed, REQUESTS: values.requests } },
);
process.exitCode = status ?? 1;
