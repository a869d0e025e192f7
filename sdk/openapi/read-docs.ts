import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const DOCS = new URL("../../docs/", import.meta.url);
const FILE = new URL("../../workers/api/openapi/from-docs.ts", import.meta.url);

const pages = readdirSync(DOCS)
  .filter((name) => /^api.*\.md$/.test(name))
  .sort()
  .map((name) => readFileSync(new URL(name, DOCS), "utf8"));

/** What the OpenAPI document and the page of errors take from the docs: `npm run build:openapi` writes it beside them. */
export function readDocs() {
  return { examples: examples(), errorTexts: errorTexts() };
}

function fromDocsFile(): string {
  const literal = (value: object) => JSON.stringify(JSON.stringify(value));
  return [
    'import type { JsonObject } from "./json-schema.ts";',
    "",
    "// Written by `npm run build:openapi` from the docs; a test holds it to them.",
    "/** The first body that the docs show of each call. */",
    `export const EXAMPLES: JsonObject = JSON.parse(${literal(examples())});`,
    "/** When each error is answered. */",
    `export const ERROR_TEXTS: Readonly<Record<string, string>> = JSON.parse(${literal(errorTexts())});`,
    "",
  ].join("\n");
}

function examples(): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const section of pages.flatMap((page) => page.split(/^### /m).slice(1))) {
    const [, call] = /^`((?:POST|PATCH|PUT) \/v1[^`?]*)`/.exec(section) ?? [];
    const [, block] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
    if (!call || !block) continue;
    const body = JSON.parse(block);
    if (!("object" in body || "error" in body || "code" in body)) found[call] = body;
  }
  return found;
}

/** Of the tables of errors, without links, which lead to other pages of the docs. */
function errorTexts(): Record<string, string> {
  const rows = [...pages.join("\n").matchAll(/^\| \d{3} \| `(\w+)` \| (.*) \|$/gm)];
  return Object.fromEntries(
    rows.map(([, code = "", text = ""]) => [
      code,
      text.replaceAll(/ \(\[[^\]]*\]\([^)]*\)\)/g, "").replaceAll("`", ""),
    ]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, fromDocsFile());
