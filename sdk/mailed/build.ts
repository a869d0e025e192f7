import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("main.ts", import.meta.url));
const TARGET = fileURLToPath(new URL("../../workers/api/mailed-script.ts", import.meta.url));

/** Builds the script of the pages behind mailed links, as a module by which the API serves it. */
export async function buildMailedScript(): Promise<string> {
  const { outputFiles } = await build({
    ...{ entryPoints: [SOURCE], bundle: true, minify: true, format: "iife", target: "es2022" },
    ...{ write: false, legalComments: "none", charset: "ascii" },
  });
  const script = (outputFiles[0]?.text ?? "").trim();
  return (
    "/** The script of the pages behind mailed links; `npm run build:mailed-pages` writes it from sdk/mailed. */\n" +
    `export const MAILED_SCRIPT = ${JSON.stringify(script)};\n`
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, await buildMailedScript());
