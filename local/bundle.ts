import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { type BindingValues, bindingsFor, type Environment } from "./bindings.ts";

/** One deployable, read from wrangler.toml, ready for Miniflare. */
export type Deployable = {
  readonly environment: Environment;
  readonly name: string;
  readonly crons: readonly string[];
  readonly options: WorkerOptions;
};

/**
 * Bundles one deployable as a deploy would and reads its bindings from the same wrangler.toml,
 * so that what it may touch here is what it may touch in production.
 */
export async function bundleDeployable(options: {
  root: string;
  outDir: string;
  environment: Environment;
  values: BindingValues;
}): Promise<Deployable> {
  const { environment } = options;
  const toml = join(options.root, "wrangler.toml");
  const config = unstable_readConfig({ config: toml, env: environment });
  const { workerOptions } = unstable_getMiniflareWorkerOptions(toml, environment);
  if (!config.main || !config.name) throw new Error(`wrangler.toml: env.${environment} needs name and main`);
  const path = join(options.outDir, `${environment}.mjs`);
  await build({
    entryPoints: [config.main],
    outfile: path,
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return {
    environment,
    name: config.name,
    crons: config.triggers.crons ?? [],
    options: {
      ...workerOptions,
      name: config.name,
      bindings: { ...workerOptions.bindings, ...bindingsFor(environment, options.values) },
      modulesRoot: options.outDir,
      modules: [{ type: "ESModule", path, contents: readFileSync(path, "utf8") }],
    },
  };
}
