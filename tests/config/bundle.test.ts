import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Largest bundle of each deployable, in bytes of gzip. The edge is started on every cold click. */
const GZIP_BYTES_MAX = {
  edge: 20_000,
  intake: 60_000,
  api: 640_000,
  sender: 40_000,
  functions: 700_000,
} as const;

/** Packages that speak to a store, and the layers that use them. */
const DATABASE = /^(node_modules\/(drizzle-orm|@neondatabase|pg|@upstash)|db|services)\//;
/** Words that only the database driver and the query builder leave in a bundle, minified or not. */
const DRIVER_WORDS = ["neonConfig", "NeonDbError", "drizzle:entityKind"];

type Deployable = keyof typeof GZIP_BYTES_MAX;
type Bundle = { readonly code: string; readonly modules: readonly string[]; readonly gzipBytes: number };

const deployables = Object.keys(GZIP_BYTES_MAX) as Deployable[];
const bundles = new Map<Deployable, Bundle>();
let folder: string;

/** Bundles a deployable as a deploy would, without deploying it. */
async function bundle(env: Deployable): Promise<Bundle> {
  const outdir = join(folder, env);
  await promisify(execFile)(
    resolve("node_modules/.bin/wrangler"),
    ["deploy", "--dry-run", "--env", env, "--outdir", outdir],
    {
      timeout: 50_000,
      env: {
        ...process.env,
        XDG_CONFIG_HOME: folder,
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_SEND_ERROR_REPORTS: "false",
      },
    },
  );
  const code = readFileSync(join(outdir, "index.js"), "utf8");
  const map = JSON.parse(readFileSync(join(outdir, "index.js.map"), "utf8")) as { sources: string[] };
  const modules = map.sources.map((source) => relative(".", resolve(outdir, source)));
  return { code, modules, gzipBytes: gzipSync(code).byteLength };
}

const bundleOf = (env: Deployable): Bundle => {
  const made = bundles.get(env);
  if (!made) throw new Error(`${env} was not bundled`);
  return made;
};
const databaseModules = (env: Deployable): string[] =>
  bundleOf(env).modules.filter((path) => DATABASE.test(path));
const driverWords = (env: Deployable): string[] =>
  DRIVER_WORDS.filter((word) => bundleOf(env).code.includes(word));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-bundle-"));
  const tries = await Promise.allSettled(deployables.map(async (env) => bundles.set(env, await bundle(env))));
  // Only now, so that no bundler outlives the test that failed.
  for (const result of tries) if (result.status === "rejected") throw result.reason;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the bundles", () => {
  it.each(deployables)("keep %s within its budget", (env) => {
    const { gzipBytes } = bundleOf(env);
    console.log(`bundle ${env}: ${gzipBytes} bytes gzip of ${GZIP_BYTES_MAX[env]}`);
    expect(gzipBytes).toBeLessThan(GZIP_BYTES_MAX[env]);
  });

  it.each(["edge", "intake"] as const)("hold no database driver in %s", (env) => {
    expect(databaseModules(env)).toEqual([]);
    expect(driverWords(env)).toEqual([]);
  });

  it("hold no router and no schema library at the edge, for which a cold click would wait", () => {
    expect(bundleOf("edge").modules.filter((path) => /node_modules\/(zod|hono)\//.test(path))).toEqual([]);
  });

  it.each(["api", "functions"] as const)(
    "hold the driver in %s, so that looking for it means something",
    (env) => {
      expect(databaseModules(env)).not.toEqual([]);
      expect(driverWords(env)).toEqual(DRIVER_WORDS);
    },
  );
});
