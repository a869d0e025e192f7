import * as fc from "fast-check";
import { AnyValue, type JsonSchema, RAW } from "./any-value.ts";

/** A call as the OpenAPI document describes it. */
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name?: string;
    readonly in?: string;
    readonly schema?: JsonSchema;
  }[];
  readonly body: JsonSchema | null;
  readonly statuses: readonly number[];
};

/** A request to be sent as it is. */
export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
};

type Document = {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        readonly parameters: Operation["parameters"];
        readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
        readonly responses: Record<string, unknown>;
      }
    >
  >;
  readonly components: { readonly schemas: Record<string, JsonSchema> };
};

/** The calls of a document under `/v1`, in its order. */
export function operationsOf(document: unknown): readonly Operation[] {
  return Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody, responses }]) => ({
      ...{ method: method.toUpperCase(), path, parameters },
      body: requestBody?.content["application/json"]?.schema ?? null,
      statuses: Object.keys(responses).map(Number),
    })),
  );
}

/** Any request to a call: some good, most of them bad in one way or another. */
export function anyRequest(
  operation: Operation,
  document: unknown,
  ids: readonly string[],
): fc.Arbitrary<Sent> {
  const values = new AnyValue((document as Document).components.schemas, ids);
  return fc
    .record({
      path: pathOf(operation, values),
      query: queryOf(operation, values),
      body: bodyOf(operation, values),
      type: fc.oneof(
        { weight: 12, arbitrary: fc.constant("application/json") },
        fc.constantFrom(
          "text/plain",
          "application/xml",
          "text/csv",
          "application/x-www-form-urlencoded",
          ";",
          "",
        ),
      ),
      key: fc.option(fc.constantFrom("k1", "", "x".repeat(256), "a b"), { freq: 3 }),
    })
    .map(({ path, query, body, type, key }) => ({
      method: operation.method,
      path: query === "" ? path : `${path}?${query}`,
      headers: {
        ...(body && type ? { "content-type": type } : {}),
        ...(key === null || operation.method === "GET" ? {} : { "idempotency-key": key }),
      },
      body: operation.method === "GET" ? null : body,
    }));
}

function pathOf({ path, parameters }: Operation, values: AnyValue): fc.Arbitrary<string> {
  const named = parameters.filter((each) => each.in === "path");
  return fc
    .tuple(...named.map(({ schema }) => values.text(schema ?? {})))
    .map((texts) =>
      named.reduce((all, { name }, index) => all.replace(`{${name}}`, () => texts[index] || "none"), path),
    );
}

function queryOf({ parameters }: Operation, values: AnyValue): fc.Arbitrary<string> {
  const pairs = parameters
    .filter((each) => each.in === "query")
    .map(({ name, schema }) => values.text(schema ?? {}).map((text) => `${name}=${text}`));
  const strange = fc.constantFrom(
    "sort=id",
    "limit=0",
    "limit=1&limit=2",
    "cursor=!!",
    "cursor=bm9uc2Vuc2U",
    "__proto__=1",
    "%ff=%",
    "=",
    "a[]=1",
  );
  return fc
    .tuple(fc.tuple(...pairs.map((pair) => fc.option(pair, { freq: 2 }))), fc.option(strange, { freq: 3 }))
    .map(([given, more]) => [...given, more].filter((each) => each !== null).join("&"));
}

function bodyOf({ body }: Operation, values: AnyValue): fc.Arbitrary<Uint8Array | null> {
  const utf8 = new TextEncoder();
  const json = (badness: number) =>
    values.of(body ?? {}, badness).map((value) => utf8.encode(written(value)));
  const broken = fc.constantFrom(
    "{",
    '{"a":1,}',
    "nul",
    '{"a":1}{"a":1}',
    "[".repeat(100_000),
    "[".repeat(30_000),
    "\ufeff{}",
    '{"name":"a","name":"b"}',
    '{"__proto__":{"x":1},"constructor":1}',
  );
  return fc.oneof(
    { weight: 5, arbitrary: json(200) },
    { weight: 5, arbitrary: json(12) },
    { weight: 2, arbitrary: json(2) },
    { weight: 1, arbitrary: broken.map((text) => utf8.encode(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** As JSON, but for what no value of ours is written as. */
function written(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.replaceAll(new RegExp(`"${RAW}((?:[^"\\\\]|\\\\.)*)"`, "g"), (_, raw: string) =>
    raw.replaceAll('\\"', '"'),
  );
}
