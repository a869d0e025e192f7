import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ERRORS } from "../../contracts/error.ts";
import { openApiDocument } from "../../workers/api/openapi/document.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const REFERENCE = readdirSync(DOCS)
  .filter((name) => /^api.*\.md$/.test(name))
  .map((page) => readFileSync(new URL(page, DOCS), "utf8"))
  .join("\n");

/** The parts of the OpenAPI document that tell what is answered. */
type Shown = {
  readonly $ref?: string;
  readonly anyOf?: readonly Shown[];
  readonly oneOf?: readonly Shown[];
  readonly items?: Shown;
  readonly properties?: Readonly<Record<string, Shown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
};
type Answers = Readonly<
  Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Shown }>> }>
>;
type Described = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses?: Answers }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Shown>> };
};

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

describe("an answer that is shown", () => {
  const { paths, components } = openApiDocument(ROUTES, PERSON_ROUTES) as unknown as Described;

  /** What stands behind a reference. */
  const resolved = (schema: Shown = {}): Shown =>
    schema.$ref ? resolved(components.schemas[schema.$ref.split("/").at(-1) ?? ""]) : schema;

  /** What a value has too much or too little of; `…` stands for the rest of an object. Of several forms that which fits best counts. */
  function misfits(value: unknown, schema: Shown | undefined, place: string): readonly string[] {
    if (value === null || typeof value !== "object") return [];
    const { anyOf, oneOf, items, properties, required = [], additionalProperties } = resolved(schema);
    const [best] = [...(anyOf ?? []), ...(oneOf ?? [])]
      .map((each) => misfits(value, each, place))
      .sort((a, b) => a.length - b.length);
    if (best) return best;
    if (Array.isArray(value)) return value.flatMap((each) => misfits(each, items, `${place}[]`));
    if (!properties) return [];
    const named = Object.entries(value).filter(([name]) => name !== "…");
    return [
      ...named.flatMap(([name, of]) =>
        properties[name] || additionalProperties !== undefined
          ? misfits(of, properties[name], `${place}.${name}`)
          : [`${place}.${name} is not there`],
      ),
      ...(named.length < Object.keys(value).length ? [] : required)
        .filter((name) => !(name in value))
        .map((name) => `${place}.${name} is missing`),
    ];
  }

  const schemasOf = (method: string, path: string): readonly Shown[] =>
    Object.entries(paths[path]?.[method.toLowerCase()]?.responses ?? {})
      .filter(([status]) => status.startsWith("2"))
      .map(([, { content }]) => resolved(content?.["application/json"]?.schema))
      .flatMap((schema) => [schema, ...(schema.anyOf ?? []).map(resolved)])
      .flatMap((schema) => [schema, resolved(resolved(schema.properties?.data).items)])
      .filter(({ properties, anyOf, oneOf }) => properties ?? anyOf ?? oneOf);

  const shown = REFERENCE.split(/^##+ /m).flatMap((section) => {
    const [, method = "", path = ""] = /^`(\w+) (\/[^`?]*)/.exec(section) ?? [];
    const blocks = [...section.matchAll(/```json\n(.*?)```/gs)].map(([, text = ""]) => JSON.parse(text));
    return blocks
      .filter((block) => path !== "" && "object" in block)
      .map((block, index) => [`${method} ${path}`, index, block, schemasOf(method, path)] as const);
  });

  it.each(shown)("by %s is whole and exact (%i)", (_call, _index, block, schemas) => {
    const [best] = schemas.map((each) => misfits(block, each, "")).sort((a, b) => a.length - b.length);
    expect(best).toEqual([]);
  });
});
