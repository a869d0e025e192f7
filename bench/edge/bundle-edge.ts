import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

/** The edge as it would be deployed. */
export type EdgeBundle = { readonly code: string; readonly gzipBytes: number };

/** Bundles the edge of the repository at `root` with wrangler itself, so that what is measured is what ships. */
export async function bundleEdge(root: string, folder: string): Promise<EdgeBundle> {
  const outdir = join(folder, "bundle");
  await promisify(execFile)(
    join(root, "node_modules/.bin/wrangler"),
    ["deploy", "--dry-run", "--env", "edge", "--outdir", outdir],
    {
      cwd: root,
      timeout: 60_000,
      env: {
        ...process.env,
        XDG_CONFIG_HOME: folder,
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_SEND_ERROR_REPORTS: "false",
      },
    },
  );
  const code = readFileSync(join(outdir, "index.js"), "utf8");
  return { code, gzipBytes: gzipSync(code).byteLength };
}
