import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ERRORS } from "../../contracts/error.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const REFERENCE = readdirSync(DOCS)
  .filter((name) => /^api.*\.md$/.test(name))
  .map((page) => readFileSync(new URL(page, DOCS), "utf8"))
  .join("\n");

/** Paths that need no key of the API, or that the intake answers. */
const OTHERS = [
  "`GET /healthz` · no key",
  "`GET /readyz` · no key",
  "`GET /v1/exports/objects` · no key",
  "`POST /v1/payout-callbacks/{provider}/{workspace}` · no key",
  "`POST /v1/conversions` · `conversions:write`",
  "`POST /v1/conversions/{id}/changes` · `conversions:write`",
  "`POST /v1/conversions/{id}/refunds` · `conversions:write`",
  "`GET /v1/postback` · postback key",
  "`POST /v1/postback` · postback key",
  "`POST /v1/clicks` · publishable key",
  "`POST /v1/pixel` · publishable key",
  "`GET /v1/pixel.gif` · publishable key",
];

/** What each standard entity takes, at its path and by which of its scopes: `docs/api-resources.md` lists them. */
const STANDARD = [
  ["GET", "", "read"],
  ["POST", "", "write"],
  ["GET", "/{id}", "read"],
  ["PATCH", "/{id}", "write"],
  ["POST", "/{id}/archive", "write"],
  ["POST", "/{id}/restore", "write"],
  ["POST", "/bulk", "write"],
  ["POST", "/imports", "write"],
  ["GET", "/export", "export"],
] as const;

/** The routes of the entities in that list, whether or not a heading tells more of one. */
const standardRoutes = [
  ...REFERENCE.matchAll(/^\| `(\/v1\/[a-z-]+)` \| `(\w+:\w+)` \| `(\w+:\w+)` \| `(\w+:\w+)` \|/gm),
].flatMap(([, path, read, write, exported]) => {
  const scopes = { read, write, export: exported };
  return STANDARD.map(([method, rest, scope]) => `\`${method} ${path}${rest}\` · \`${scopes[scope]}\``);
});

it("names every route of the API with its scope, once, and no other", () => {
  const headings = [...REFERENCE.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
  const routes = ROUTES.map(
    ({ method, path, permission }) =>
      `\`${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}\` · \`${permission}\``,
  );
  const ofPeople = PERSON_ROUTES.map(
    ({ method, path, access }) => `\`${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}\` · \`${access}\``,
  );
  expect(new Set(headings).size).toBe(headings.length);
  const named = [...new Set([...headings, ...standardRoutes])];
  expect(named.sort()).toEqual([...routes, ...ofPeople, ...OTHERS].sort());
});

it("names every error code of the API with its status", () => {
  const rows = [...REFERENCE.matchAll(/^\| (\d{3}) \| `(\w+)` \|/gm)].map(
    ([, status, code]) => `${code} ${status}`,
  );
  const codes = Object.entries(ERRORS).map(([code, { status }]) => `${code} ${status}`);
  expect(rows.sort()).toEqual(codes.sort());
});

it("gives examples that are JSON", () => {
  const examples = [...REFERENCE.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => text ?? "");
  expect(examples.length).toBeGreaterThan(30);
  for (const example of examples) expect(() => JSON.parse(example), example).not.toThrow();
});
