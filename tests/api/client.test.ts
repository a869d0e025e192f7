import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { buildTypes } from "../../sdk/client/build.ts";
import {
  answerOf,
  type components,
  createTributary,
  everyRow,
  TributaryError,
  textTypeOf,
  UNKEYED,
} from "../../sdk/client/index.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { TestStore } from "../support/test-store.ts";

const shop = apiWithSample({ PUBLISHED: new TestStore().binding() });
/** The API of this test, as `fetch` reaches it. */
async function send(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const bytes = await request.arrayBuffer();
  const body = bytes.byteLength === 0 ? undefined : new Blob([bytes]);
  return shop.api.fetch(request.method, `${pathname}${search}`, null, body, request.headers);
}

/** The client as a merchant's server has it, on the API of this test. */
const client = (lost: number[] = []) =>
  createTributary({
    ...{ url: "https://api.example/", key: shop.key },
    fetch: async (request) => {
      const answer = await send(request);
      const status = lost.shift();
      return status === undefined ? answer : new Response(null, { status, headers: { "retry-after": "0" } });
    },
  });

it("has the types of the API as it is: npm run build:client", async () => {
  expect(readFileSync("sdk/client/api.d.ts", "utf8")).toBe(await buildTypes());
});

it("creates a thing once, though its first answers are lost, and lists all there are", async () => {
  const before = new Set<string>();
  const rows = () =>
    everyRow((place) => client().GET("/v1/affiliates", { params: { query: { ...place, limit: "1" } } }));
  for await (const { id } of rows()) before.add(id);
  const body = { name: "Ada", email: "ada@affiliates.example" };
  const { data } = await client([503, 502]).POST("/v1/affiliates", { body });
  expect(data).toMatchObject({ ...body, object: "affiliate" });
  const after: string[] = [];
  for await (const { id } of rows()) after.push(id);
  expect(after.filter((id) => !before.has(id))).toEqual([data?.id]);
});

type StoredPlan = components["schemas"]["StoredPlan"];

/** Every rate of a stored plan, in parts per million: its types alone lead here. */
function ratesOf(plan: StoredPlan): readonly number[] {
  if (!("v" in plan)) return plan.kind === "percent" ? [plan.rate_bps * 100] : [];
  return plan.rules.flatMap(({ action }) => {
    if (action.kind === "percent") return [action.rate_ppm];
    return action.kind === "tiered" ? action.tiers.map((tier) => tier.rate_ppm) : [];
  });
}

it("tells of a plan by the kind of each rule, takes it without what has a default, and no rule of no kind", async () => {
  const tiers = [
    { from: 0, rate_ppm: 50_000 },
    { from: "100000", rate_ppm: 70_000 },
  ];
  const rules: components["schemas"]["GivenPlanRule"][] = [
    {
      id: "big",
      when: { field: "conversion.amount_minor", min: 5_000 },
      action: { kind: "percent", rate_ppm: 90_000 },
    },
    { id: "rest", action: { kind: "tiered", mode: "marginal", period: "month", tiers } },
  ];
  const { data } = await client().POST("/v1/plans", {
    body: { name: "Typed", terms: { currency: "EUR", rules } },
  });
  expect(data?.versions.map(({ rule }) => ratesOf(rule))).toEqual([[90_000, 50_000, 70_000]]);
  // @ts-expect-error A rule of a kind that there is not, which the compiler finds before the API does.
  const unknown: components["schemas"]["GivenPlanRule"] = { id: "odd", action: { kind: "percentage" } };
  const asked = client().POST("/v1/plans", { body: { name: "Odd", terms: { rules: [unknown] } } });
  await expect(asked).rejects.toMatchObject({ status: 422, param: "terms.rules[0].action.kind" });
});

it("keys each call that takes a key, and no other", () => {
  const changing = (routes: readonly { readonly method: string; readonly path: string }[]) =>
    routes.filter(({ method }) => method !== "GET").map(({ path }) => path.replaceAll(/:(\w+)/g, "{$1}"));
  expect(changing(PERSON_ROUTES).filter((path) => !UNKEYED.test(path))).toEqual([]);
  expect(changing(ROUTES).filter((path) => UNKEYED.test(path))).toEqual([]);
});

it("asks to sign in once, by no key", async () => {
  const sent: (string | null)[] = [];
  const browser = createTributary({
    url: "https://api.example",
    fetch: async ({ headers }) => {
      sent.push(headers.get("idempotency-key"));
      return new Response(null, { status: 503 });
    },
  });
  const asked = browser.POST("/v1/sign-in/code", { body: { email: "ada@people.example" } });
  await expect(asked).rejects.toMatchObject({ status: 503 });
  expect(sent).toEqual([null]);
});

it("throws what the API refuses, naming the field and the call", async () => {
  const asked = client().POST("/v1/affiliates", { body: { name: "", email: "nobody" } });
  const error = await asked.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TributaryError);
  expect(error).toMatchObject({
    ...{ status: 422, code: "invalid_parameter", param: "name" },
    ...{ problems: [{ param: "name" }, { param: "email" }], requestId: expect.stringMatching(/^req_/) },
  });
});

it("sends text as what the call takes, and gives a text file as its text", async () => {
  const textual = ROUTES.filter(
    ({ body, takes }) => !body && takes?.some((type) => !type.startsWith("image/")),
  );
  expect(textual.length).toBeGreaterThan(10);
  for (const { path, takes } of textual) expect(textTypeOf(path), path).toBe(takes?.[0]);
  expect(ROUTES.filter(({ path, takes }) => !takes && textTypeOf(path) !== null)).toEqual([]);
  const rows = "name,email\nLin,lin@affiliates.example\n";
  expect(await answerOf(client().POST("/v1/affiliates/imports", { body: rows }))).toMatchObject({
    created: 1,
  });
  const file: string = await answerOf(client().GET("/v1/affiliates/export", {}));
  expect(file).toContain("lin@affiliates.example");
  const query = { from: "2026-11-01", to: "2026-11-08", metrics: "clicks" };
  expect(await answerOf(client().GET("/v1/reports/csv", { params: { query } }))).toMatch(/^clicks\r\n/);
});

it("throws an answer that is no JSON and no text, naming how it is read", async () => {
  const page = () => new Response("%PDF", { headers: { "content-type": "application/pdf" } });
  const other = createTributary({ url: "https://api.example", key: shop.key, fetch: async () => page() });
  await expect(other.GET("/v1/links", {})).rejects.toMatchObject({ code: "no_json", status: 200 });
  expect(await (await answerOf(other.GET("/v1/links", { parseAs: "blob" }))).text()).toBe("%PDF");
});

it("does what its page says, word for word", async () => {
  const [, shown = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync("docs/sdk.md", "utf8")) ?? [];
  expect(shown.replace("./sdk/client/index.ts", "./index.ts")).toBe(
    readFileSync("sdk/client/example.ts", "utf8"),
  );
  const printed: unknown[] = [];
  vi.stubEnv("TRIBUTARY_KEY", shop.key);
  vi.stubGlobal("fetch", send);
  vi.spyOn(console, "log").mockImplementation((...line) => void printed.push(...line));
  try {
    await import("../../sdk/client/example.ts");
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  }
  expect(printed).toEqual([
    expect.stringMatching(/^(aff_|email)/),
    ...Array(printed.length - 2).fill(expect.any(String)),
    expect.objectContaining({ object: "import", refused: 0 }),
  ]);
});
