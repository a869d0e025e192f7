import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ERRORS } from "../../contracts/error.ts";
import { readDocs } from "../../sdk/openapi/read-docs.ts";
import { ERROR_TEXTS, EXAMPLES } from "../../workers/api/openapi/from-docs.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";
import { startTestApi, type TestApi } from "../support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly "x-permission"?: string;
  readonly parameters: readonly unknown[];
  readonly responses: Record<string, unknown>;
};
type Document = { readonly paths: Record<string, Record<string, Operation>> };

/** What is answered without a declared route: by the intake, or without a key. */
const OTHERS = [
  ...["POST /v1/conversions", "POST /v1/conversions/{id}/changes", "POST /v1/conversions/{id}/refunds"],
  ...["GET /v1/postback", "POST /v1/postback", "POST /v1/clicks", "POST /v1/pixel", "GET /v1/pixel.gif"],
  ...["GET /v1/exports/objects", "POST /v1/payout-callbacks/{provider}/{workspace}"],
  ...["GET /healthz", "GET /readyz"],
];

let database: TestDatabase;
let api: TestApi;
let document: Document;

const get = (path: string, headers?: HeadersInit) => api.fetch("GET", path, null, undefined, headers);

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES, {
    ASSETS: { fetch: async () => new Response("the page") } as unknown as Fetcher,
  });
  document = (await (await get("/openapi.json")).json()) as Document;
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1, as an independent validator has it", async () => {
    expect(await new Validator().validate(structuredClone(document) as never)).toMatchObject({
      valid: true,
    });
  });

  it("has every route and no other, with its permission", () => {
    const told = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => `${method.toUpperCase()} ${path} ${operation["x-permission"] ?? ""}`,
      ),
    );
    const named = (path: string) => path.replaceAll(/:(\w+)/g, "{$1}");
    const declared = [
      ...ROUTES.map(({ method, path, permission }) => `${method} ${named(path)} ${permission}`),
      ...PERSON_ROUTES.map(({ method, path }) => `${method} ${named(path)} `),
      ...OTHERS.map((call) => `${call} ${/conversions/.test(call) ? "conversions:write" : ""}`),
    ];
    expect(told.sort()).toEqual(declared.sort());
  });

  it("names each operation once, and refers to nothing that it lacks", () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref = ""]) => ref);
    for (const ref of new Set(refs)) {
      const found = ref
        .split("/")
        .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document);
      expect(found, ref).toBeDefined();
    }
  });

  it("declares what a good answer of every route of a workspace holds", () => {
    expect(ROUTES.filter(({ answers }) => !answers).map(({ method, path }) => `${method} ${path}`)).toEqual(
      [],
    );
  });

  it("is kept by whoever has it", async () => {
    const first = await get("/openapi.json");
    const etag = first.headers.get("etag") ?? "";
    const again = await get("/openapi.json", { "if-none-match": etag });
    expect([first.status, again.status, await again.text()]).toEqual([200, 304, ""]);
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it("has the examples of the docs, as they stand there", () => {
    expect({ examples: EXAMPLES, errorTexts: ERROR_TEXTS }).toEqual(readDocs());
  });
});

describe("the reference", () => {
  it("is a page that runs our own copy of Scalar, and asks nobody else", async () => {
    const page = await get("/docs");
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe/);
    const scripts = [...(await page.text()).matchAll(/<script([^>]*)>([^<]*)/g)];
    expect(scripts.map(([, attributes, inline]) => [attributes, inline])).toEqual([
      [' src="/docs/scalar.js"', ""],
      [' src="/docs/start.js"', ""],
    ]);
    expect(await (await get("/docs/scalar.js")).text()).toBe("the page");
    expect(await (await get("/docs/start.js")).text()).toContain("/openapi.json");
  });

  it("has a row for each error, where doc_url leads, and says when it is answered", async () => {
    const { body } = await api.call("GET", "/v1/links", null);
    const [path, code] = body.error.doc_url.split("#");
    const page = await (await get(path)).text();
    expect(page).toContain(`id="${code}"`);
    const rows = [...page.matchAll(/<tr id="(\w+)">.*<td>(.*)<\/td><\/tr>/g)].map(([, name, text]) => [
      name,
      text,
    ]);
    expect(rows.map(([name]) => name)).toEqual(Object.keys(ERRORS));
    expect(rows.filter(([, text]) => text === "")).toEqual([]);
  });

  it("tells machines of each call in a line", async () => {
    const told = await (await get("/llms.txt")).text();
    for (const { method, path, summary } of [...ROUTES, ...PERSON_ROUTES]) {
      const line = told
        .split("\n")
        .find((each) => each.startsWith(`- \`${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}\``));
      expect(line).toContain(summary);
    }
  });

  it("takes GET alone", async () => {
    expect((await api.fetch("POST", "/openapi.json", null)).status).toBe(405);
  });
});

describe("the version of the API", () => {
  it("is the newest unless a call names it, and is told on every answer", async () => {
    for (const given of [undefined, "2026-11-21"]) {
      const headers = given === undefined ? {} : { "tributary-version": given };
      const { status, headers: told } = await api.call("GET", "/v1/links", null, undefined, headers);
      expect([status, told.get("tributary-version")]).toEqual([401, "2026-11-21"]);
    }
  });

  it("is declared by every route, those of a person's own matters too", () => {
    const named = (path: string) => path.replaceAll(/:(\w+)/g, "{$1}");
    for (const { method, path } of [...ROUTES, ...PERSON_ROUTES]) {
      const parameters = document.paths[named(path)]?.[method.toLowerCase()]?.parameters;
      expect(parameters).toContainEqual({ $ref: "#/components/parameters/TributaryVersion" });
    }
  });

  it.each(["/v1/people/me", "/v1/none", "/v1/exports/objects"])("holds for %s as well", async (path) => {
    const told = await api.call("GET", path, null);
    expect(told.headers.get("tributary-version")).toBe("2026-11-21");
    const { status, body } = await api.call("GET", path, null, undefined, { "tributary-version": "latest" });
    expect([status, body.error.code]).toEqual([400, "unknown_version"]);
  });

  it.each(["2026-11-20", "latest", ""])("is 400 where there is none of that name: %j", async (version) => {
    const { status, headers, body } = await api.call("GET", "/v1/links", null, undefined, {
      "tributary-version": version,
    });
    expect(headers.get("tributary-version")).toBe("2026-11-21");
    expect([status, body.error.code, body.error.param]).toEqual([
      400,
      "unknown_version",
      "Tributary-Version",
    ]);
  });
});
