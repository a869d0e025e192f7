import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("tributary.ts", import.meta.url));
const TARGET = fileURLToPath(new URL("../../workers/intake/snippet-text.ts", import.meta.url));

/** Builds the snippet as it is served: one minified script for browsers of the last years. */
export async function buildSnippet(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2021",
    write: false,
    legalComments: "none",
    // The repository's settings would put "use strict" before it, which costs bytes and changes nothing.
    tsconfigRaw: {},
  });
  return (outputFiles[0]?.text ?? "").trim();
}

/** Writes the module by which the intake serves a build. */
export function moduleOf(snippet: string): string {
  return (
    "/** The browser snippet as it is served; `npm run build:snippet` writes it from sdk/browser. */\n" +
    `export const SNIPPET = ${JSON.stringify(snippet)};\n`
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, moduleOf(await buildSnippet()));
