import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("main.ts", import.meta.url));
const TARGET = fileURLToPath(new URL("verify.html", import.meta.url));

/** Builds the page as it is handed out: one file, which may reach nothing else. */
export async function buildPage(): Promise<string> {
  const { outputFiles } = await build({
    ...{ entryPoints: [SOURCE], bundle: true, minify: true, format: "iife", target: "es2022" },
    ...{ write: false, legalComments: "none", charset: "ascii" },
  });
  const script = (outputFiles[0]?.text ?? "").trim().replaceAll("</", "<\\/");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>Check a statement</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}textarea{width:100%}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<h1>Check a statement</h1>
<p>This page asks no server: save it, cut the connection, and open it from your disk.</p>
<p><label>Statement <input type="file" id="file" accept=".json,application/json"></label></p>
<p><label>Hashes of roots that were published, if you have them <textarea id="published" rows="3"></textarea></label></p>
<pre id="result" role="status"></pre>
<script>${script}</script>
</html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, await buildPage());
