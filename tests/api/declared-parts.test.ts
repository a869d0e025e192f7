import { describe, expect, it } from "vitest";
import { openApiDocument } from "../../workers/api/openapi/document.ts";
import type { Route } from "../../workers/api/route.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";

const shop = apiWithSample();

type Operation = {
  readonly security: readonly object[];
  readonly parameters: readonly { readonly $ref?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
};
const paths = openApiDocument(ROUTES).paths as unknown as Record<string, Record<string, Operation>>;
const operationOf = ({ method, path }: Pick<Route, "method" | "path">): Operation =>
  paths[path.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()] as Operation;

/** Anything that a handler may ask of what it is given, so that it comes as far as to its headers. */
const anything: unknown = new Proxy(() => anything, {
  get: (_, name) => (name === Symbol.iterator ? () => [].values() : name === "then" ? undefined : anything),
  has: () => true,
});

/** The headers that the handler of a route asks for, in small letters. */
async function readBy(route: Route): Promise<ReadonlySet<string>> {
  const read = new Set<string>();
  const headers = new Headers({ "content-type": "text/csv" });
  const get = (name: string) => {
    read.add(name.toLowerCase());
    return Headers.prototype.get.call(headers, name);
  };
  const noted = new Proxy(headers, { get: (of, name) => (name === "get" ? get : Reflect.get(of, name)) });
  const request = new Proxy(new Request("https://api.example/v1"), {
    get: (of, name) => (name === "headers" ? noted : Reflect.get(of, name, of)),
  });
  const call = { request, params: { id: "none" }, query: {}, body: {}, env: anything, context: anything };
  try {
    await route.handler({ ...call, caller: anything, apart: anything, onceCommitted: anything } as never);
  } catch {
    // What it was given is nothing that it could end with.
  }
  return read;
}

describe.each(ROUTES)("$method $path", (route) => {
  it("declares the headers and the media types that it reads", async () => {
    const read = await readBy(route);
    const { parameters, requestBody } = operationOf(route);
    const isDeclared = (name: string) => parameters.some(({ $ref }) => $ref?.endsWith(`/${name}`));
    expect([isDeclared("IfMatch"), isDeclared("IdempotencyKey")]).toEqual([
      route.version === "matched",
      route.method !== "GET",
    ]);
    if (read.has("if-match")) expect(route.version).toBe("matched");
    if (read.has("content-type")) expect(route.takes).toBeDefined();
    expect(requestBody === undefined).toBe(route.body === undefined && route.takes === undefined);
  });
});

it("finds the headers that handlers read, or the test above would hold of anything", async () => {
  const matched = ROUTES.filter(({ version }) => version === "matched");
  const read = await Promise.all(matched.map(readBy));
  expect(read.filter((names) => names.has("if-match")).length).toBeGreaterThan(matched.length / 2);
  expect(matched.filter(({ method }) => method === "PATCH").length).toBeGreaterThan(15);
});

it("declares the headers of its answers, and has them", async () => {
  const links = "/v1/links";
  const declared = (route: Pick<Route, "method" | "path">, status: number) =>
    Object.keys(operationOf(route).responses[status]?.headers ?? {});
  expect(declared({ method: "GET", path: `${links}/:id` }, 200)).toContain("ETag");
  expect(declared({ method: "GET", path: links }, 200)).not.toContain("ETag");
  expect(declared({ method: "PATCH", path: `${links}/:id` }, 200)).toEqual(
    expect.arrayContaining(["Request-Id", "RateLimit", "ETag", "Idempotent-Replayed", "Tributary-Version"]),
  );
  const answer = await shop.get(links);
  expect([answer.status, answer.headers.get("etag")]).toEqual([200, null]);
});

it("opens what the intake answers to a key alone, which needs no Idempotency-Key", () => {
  for (const path of ["/v1/conversions", "/v1/conversions/:id/refunds", "/v1/conversions/:id/changes"]) {
    const { security, parameters } = operationOf({ method: "POST", path });
    expect(security).toEqual([{ key: ["conversions:write"] }]);
    expect(parameters.flatMap(({ $ref = "" }) => ($ref ? [$ref.split("/").pop()] : []))).toEqual([
      "TributaryVersion",
    ]);
  }
});
