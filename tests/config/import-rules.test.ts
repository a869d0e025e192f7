import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseConfig from "dependency-cruiser/config-utl/extract-depcruise-config";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A tree that keeps every rule: each layer imports all it may. */
const KEPT: Readonly<Record<string, string>> = {
  "core/rule.ts": `export const rule = 1;`,
  "core/other.ts": `import { rule } from "./rule.ts"; export const other = rule;`,
  "core/other.test.ts": `import "vitest"; import "fast-check"; import "./other.ts";`,
  "platform/hash.ts": `import "node:crypto"; import "../core/rule.ts";`,
  "contracts/message.ts": `import "zod/mini"; import "../core/other.ts";`,
  "db/client.ts": `import "drizzle-orm/pg-core"; import "@neondatabase/serverless"; import "../core/rule.ts";`,
  "db/migrate.ts": `import "pg"; import "node:url"; import "./client.ts";`,
  "db/query.ts": `import "./client.ts";`,
  "services/verb.ts": `import "papaparse"; import "drizzle-orm"; import "../db/query.ts"; import "../platform/hash.ts";`,
  "workers/shared/errors.ts": `import "hono"; import "../../contracts/message.ts";`,
  "workers/click/record.ts": `import "isbot"; import "../../platform/hash.ts";`,
  "workers/edge/index.ts": `import "../click/record.ts"; import "../../core/rule.ts";`,
  "workers/intake/index.ts": `import "hono"; import "../click/record.ts"; import "../shared/errors.ts";`,
  "workers/api/index.ts": `import "../shared/errors.ts"; import "../../services/verb.ts"; import "../../db/client.ts";`,
  "sdk/browser/snippet.ts": `import type { Page } from "./page.ts"; export type Used = Page;`,
  "sdk/browser/page.ts": `export type Page = { readonly href: string };`,
  "functions/index.ts": `import "../services/verb.ts"; import "../db/client.ts"; import "../contracts/message.ts"; import "cloudflare:workers";`,
  "local/dev.ts": `import "miniflare"; import "../db/migrate.ts"; import "../functions/index.ts";`,
};

/** What breaks a rule: the file, what it imports, and the rule that says so. */
const BROKEN: readonly (readonly [file: string, source: string, rule: string])[] = [
  ["core/a.ts", `import "zod/mini";`, "core-is-pure"],
  ["core/b.ts", `import "node:crypto";`, "core-is-pure"],
  ["core/c.ts", `import type { Client } from "../db/client.ts"; export type C = Client;`, "core-is-pure"],
  ["core/d.ts", `import "../platform/hash.ts";`, "core-is-pure"],
  ["contracts/a.ts", `import "drizzle-orm";`, "contracts-need-zod-and-core"],
  ["contracts/b.ts", `import "../services/verb.ts";`, "contracts-need-zod-and-core"],
  ["platform/a.ts", `import "hono";`, "platform-adapts-the-runtime"],
  ["platform/b.ts", `import "../contracts/message.ts";`, "platform-adapts-the-runtime"],
  ["db/a.ts", `import "../contracts/message.ts";`, "db-needs-drizzle-and-core"],
  ["db/b.ts", `import "pg";`, "db-needs-drizzle-and-core"],
  ["db/c.ts", `import "../services/verb.ts";`, "db-needs-drizzle-and-core"],
  ["db/migrate.ts", `import "./client.ts"; import "../services/verb.ts";`, "migrate-runs-on-a-machine"],
  [
    "services/a.ts",
    `import { Hono } from "hono"; export const app = new Hono();`,
    "services-know-no-transport",
  ],
  ["services/b.ts", `import "../contracts/message.ts";`, "services-know-no-transport"],
  ["services/c.ts", `import "node:fs";`, "services-know-no-transport"],
  ["workers/edge/a.ts", `import "../../db/client.ts";`, "edge-stays-small"],
  ["workers/edge/b.ts", `import "hono";`, "edge-stays-small"],
  ["workers/click/a.ts", `import "../edge/index.ts";`, "clicks-are-recorded-in-one-way"],
  ["workers/intake/a.ts", `import "../edge/index.ts";`, "intake-needs-no-database"],
  ["workers/intake/b.ts", `import "drizzle-orm";`, "intake-needs-no-database"],
  ["sdk/browser/a.ts", `import "../../core/rule.ts";`, "the-snippet-is-whole"],
  ["workers/edge/d.ts", `import "cloudflare:workers";`, "edge-stays-small"],
  ["workers/edge/c.ts", `import "../shared/leak.ts";`, "edge-never-reaches-the-database"],
  ["workers/shared/leak.ts", `import "@neondatabase/serverless";`, "shared-worker-code-suits-both-workers"],
  ["workers/api/a.ts", `import "../../db/query.ts";`, "api-calls-services"],
  ["workers/api/b.ts", `import "../../functions/index.ts";`, "api-calls-services"],
  ["workers/api/c.ts", `import "../edge/index.ts";`, "api-calls-services"],
  ["functions/a.ts", `import "../db/query.ts";`, "functions-call-services"],
  ["functions/b.ts", `import "../workers/shared/errors.ts";`, "functions-call-services"],
  ["functions/c.ts", `import "drizzle-orm";`, "functions-call-services"],
  ["services/d.ts", `import "../local/dev.ts";`, "nothing-ships-local-tools"],
  ["services/e.ts", `import "../core/other.test.ts";`, "nothing-ships-local-tools"],
  ["services/f.ts", `import "fast-check";`, "nothing-ships-development-packages"],
  ["core/cycle.ts", `import "./way-back.ts"; export type A = 1;`, "no-cycle"],
  ["core/lonely.ts", `export const lonely = 1;`, "no-orphan"],
  ["core/lost.ts", `import "./nowhere.ts";`, "no-unresolvable"],
];

/** The way back of the cycle, by a type alone. */
const WAY_BACK = { "core/way-back.ts": `import type { A } from "./cycle.ts"; export type B = A;` };

let folder: string;
let rules: Awaited<ReturnType<typeof extractDepcruiseConfig>>;

beforeAll(async () => {
  rules = await extractDepcruiseConfig(resolve(".dependency-cruiser.mjs"));
  folder = mkdtempSync(join(tmpdir(), "tributary-import-rules-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Lays the files out as a repository of their own; tells each broken rule as `rule: file`. */
async function brokenRules(name: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const baseDir = join(folder, name);
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(baseDir, path)), { recursive: true });
    writeFileSync(join(baseDir, path), source);
  }
  symlinkSync(resolve("node_modules"), join(baseDir, "node_modules"));
  symlinkSync(resolve("package.json"), join(baseDir, "package.json"));
  const { forbidden, options } = rules;
  const { output } = await cruise(
    ["."],
    { ...options, baseDir, validate: true, ruleSet: forbidden ? { forbidden } : {} },
    { ...options?.enhancedResolveOptions, symlinks: false },
  );
  return (output as ICruiseResult).summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
}

describe("the import rules", () => {
  it("let each layer import what it may", async () => {
    expect(await brokenRules("kept", KEPT)).toEqual([]);
  });

  it("refuse what a layer may not import, types and detours included", async () => {
    const broken = await brokenRules("broken", {
      ...KEPT,
      ...WAY_BACK,
      ...Object.fromEntries(BROKEN),
    });
    for (const [file, , rule] of BROKEN) expect(broken).toContain(`${rule}: ${file}`);
  });

  it("are each broken by at least one example", () => {
    const tried = new Set(BROKEN.map(([, , rule]) => rule));
    const untried = rules.forbidden?.map(({ name }) => name).filter((name) => name && !tried.has(name));
    expect(untried).toEqual([]);
  });
});
