import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConversionMessage } from "../../../contracts/conversion.ts";
import { publishedKey } from "../../../contracts/published.ts";
import { apiKeyKey } from "../../../core/link/published-keys.ts";
import { encodeBase64url } from "../../../core/shared/encoding.ts";
import { hashApiKey } from "../../../platform/keys.ts";
import { EXECUTION, insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample } from "../../../tests/support/sample.ts";
import { createIntake } from "../../intake/app.ts";
import type { IntakeEnv } from "../../intake/env.ts";
import { importRoutes } from "./imports.ts";

const PATH = "/v1/conversions/imports";
const GOOD = "external_id,event,amount,currency,click_id\nA-1,sale,12.90,EUR,c\nA-2,lead,0,EUR,\n";

let database: TestDatabase;
let api: TestApi;
let key: string;
let keyId: string;
let workspaceId: string;
let queued: ConversionMessage[];
let stored: Map<string, string>;
const published = new Map<string, string>();
let isAway = false;
/** How long the next conversion takes on its way. */
let delayMs = 0;

/** The intake itself, on stores that are as small as can be. */
const intakeEnv = {
  ...{ API_KEY_PEPPER: encodeBase64url(new Uint8Array(32).fill(3)), LINK_HOSTS: "localhost" },
  PUBLISHED: { get: async (name: string) => published.get(name) ?? null },
  CONVERSIONS: { send: async (message: ConversionMessage) => void queued.push(message) },
  INTAKE: {
    put: async (name: string, text: string) => (stored.has(name) ? null : stored.set(name, text)),
    get: async (name: string) => ({ json: async () => JSON.parse(stored.get(name) ?? "null") }),
  },
} as unknown as IntakeEnv;
const intake = createIntake();
const INTAKE = {
  fetch: async (address: string, init: RequestInit) => {
    if (isAway) throw new Error("the intake is away");
    const waitMs = delayMs;
    delayMs = 0;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return intake.fetch(new Request(address, init), intakeEnv);
  },
} as unknown as Fetcher;

async function upload(csv: BodyInit, headers: Record<string, string> = {}) {
  const init = {
    method: "POST",
    body: csv,
    headers: { authorization: `Bearer ${key}`, "content-type": "text/csv", ...headers },
  };
  return app(new Request(`http://localhost${PATH}`, init));
}
let app: (request: Request) => Promise<Response>;

beforeAll(async () => {
  const { createApp } = await import("../app.ts");
  database = await createTestDatabase();
  api = await startTestApi(database, importRoutes, { INTAKE });
  const hono = createApp(importRoutes, async () => new Response());
  app = async (request) => hono.fetch(request, api.env, EXECUTION);
  await asOwner(database.ownerUrl, async (db) => {
    const sample = await insertSample(db);
    workspaceId = sample.workspaceId;
    ({ key, keyId } = await insertKey(db, sample.workspaceId));
  });
  const copy = publishedKey.parse({
    ...{ v: 1, key_id: "key_one", workspace_id: workspaceId, kind: "secret_test" },
    ...{ scopes: ["conversions:write"], status: "active", expires_at_ms: null },
  });
  published.set(apiKeyKey(hashApiKey(key, intakeEnv.API_KEY_PEPPER)), JSON.stringify(copy));
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
beforeEach(() => {
  queued = [];
  stored = new Map();
  isAway = false;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await api.stop();
  await database.drop();
});

type Report = {
  readonly row: number;
  readonly status: string;
  readonly id?: string;
  readonly error?: { readonly code: string; readonly param: string | null };
};
async function reportOf(response: Response): Promise<{
  readonly accepted: number;
  readonly conflicts: number;
  readonly refused: number;
  readonly rows: number;
  readonly results: readonly Report[];
}> {
  expect(response.status).toBe(200);
  return (await response.json()) as never;
}
async function refusalOf(response: Response): Promise<[number, string | null]> {
  const { error } = (await response.json()) as { error: { param: string | null } };
  return [response.status, error.param];
}

describe("an upload", () => {
  it("reports each row as a conversion of the caller's workspace, and tells its id", async () => {
    const report = await reportOf(await upload(GOOD));
    expect(report).toMatchObject({
      object: "conversion_import",
      rows: 2,
      accepted: 2,
      conflicts: 0,
      refused: 0,
    });
    expect(report.results).toEqual([
      {
        row: 2,
        external_id: "A-1",
        status: "accepted",
        id: queued.find(({ request }) => request.external_id === "A-1")?.id,
      },
      {
        row: 3,
        external_id: "A-2",
        status: "accepted",
        id: queued.find(({ request }) => request.external_id === "A-2")?.id,
      },
    ]);
    const [first] = queued.filter(({ request }) => request.external_id === "A-1");
    expect(first).toMatchObject({
      workspace_id: workspaceId,
      request: { amount_minor: "1290", click_id: "c", event: "sale" },
    });
  });

  it("knows every field of a conversion", async () => {
    const names =
      "external_id,amount_minor,currency,occurred_at,coupon_code,customer_external_id,customer_email_sha256";
    const email = "a".repeat(64);
    await reportOf(
      await upload(`${names}\r\n"A, ""1""",5,JPY,2026-11-20T10:00:00+01:00,ANNA10,c-1,${email}\r\n`),
    );
    expect(queued[0]?.request).toEqual({
      external_id: 'A, "1"',
      event: "sale",
      amount_minor: "5",
      currency: "JPY",
      occurred_at: Date.UTC(2026, 10, 20, 9),
      coupon_code: "ANNA10",
      customer: { external_id: "c-1", email_sha256: email },
    });
  });

  it("leaves an act that tells who sent which file, and how many of its rows were taken", async () => {
    const sha256 = createHash("sha256").update(GOOD).digest("hex");
    const statement = sql`select actor, action, change from audit_log where subject_id = ${sha256}`;
    const acts = async () =>
      ((await asOwner(database.ownerUrl, (db) => db.execute(statement))) as { rows: object[] }).rows;
    const before = (await acts()).length;
    await upload(GOOD.replace("12.90", "12.9x"));
    expect(await acts()).toHaveLength(before);
    await upload(GOOD);
    await upload(GOOD, { accept: "text/csv" });
    const change = expect.objectContaining({ rows: 2, accepted: 2, conflicts: 0, refused: 0 });
    const act = { actor: `key:${keyId}`, action: "conversion_import.done", change };
    expect((await acts()).slice(before)).toEqual([act, act]);
  });

  it("sent again does no harm: the same ids, and nothing new is stored", async () => {
    const first = await (await upload(GOOD)).text();
    const objects = stored.size;
    expect(await (await upload(GOOD)).text()).toBe(first);
    expect(stored.size).toBe(objects);
  });

  it("tells of each row what became of it, and the good ones are taken whatever the others are", async () => {
    const rows = [
      "external_id,event,amount,amount_minor,currency,occurred_at",
      "A-1,sale,1.00,,EUR,",
      "",
      "A-1,sale,2.00,,EUR,",
      "A-2,sale,1.001,,EUR,",
      "A-3,sale,1.00,,euro,",
      ",sale,1.00,,EUR,",
      "A-4,sale,1.00,100,EUR,",
      "A-5,sale,,100,EUR,yesterday",
      "A-6,sale,,,EUR,",
      "A-7,sale,1.00,,EUR",
      "A-8,sale,,100,EUR,",
    ];
    const { results, ...totals } = await reportOf(await upload(`\ufeff${rows.join("\n")}`));
    expect(totals).toMatchObject({ rows: 10, accepted: 2, conflicts: 1, refused: 7 });
    expect(results.map(({ row, status, error }) => [row, status, error?.code, error?.param])).toEqual([
      [2, "accepted", undefined, undefined],
      [4, "conflict", "conversion_conflict", "external_id"],
      [5, "refused", "invalid_parameter", "amount"],
      [6, "refused", "invalid_parameter", "currency"],
      [7, "refused", "invalid_parameter", "external_id"],
      [8, "refused", "invalid_parameter", "amount_minor"],
      [9, "refused", "invalid_parameter", "occurred_at"],
      [10, "refused", "invalid_parameter", "amount_minor"],
      [11, "refused", "invalid_parameter", "row"],
      [12, "accepted", undefined, undefined],
    ]);
  });

  it("counts the first row of an id, however many go at once", async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `A-${index % 50},${index}.00,EUR`);
    const report = await reportOf(await upload(`external_id,amount,currency\n${lines.join("\n")}`));
    expect(report).toMatchObject({ rows: 200, accepted: 50, conflicts: 150 });
    expect(report.results.slice(0, 50).every(({ status }) => status === "accepted")).toBe(true);
    delayMs = 100;
    const { results } = await reportOf(
      await upload("external_id,amount,currency\nB,1,EUR\nB,2,EUR\nB,3,EUR"),
    );
    expect(results.map(({ status }) => status)).toEqual(["accepted", "conflict", "conflict"]);
  });

  it.each([";", "\t"])("may be parted by %j", async (sign) => {
    expect(await reportOf(await upload(GOOD.replaceAll(",", sign)))).toMatchObject({ accepted: 2 });
  });

  it("whose report is asked for as CSV gets one that no spreadsheet runs", async () => {
    const csv = `external_id,amount,currency\n"=HYPERLINK(1)",1.00,EUR\n@x,x,EUR\n`;
    const response = await upload(csv, { accept: "text/csv" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/csv; charset=UTF-8"]);
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toBe("row,external_id,status,id,code,param,message");
    expect(lines[1]).toMatch(/^2,"?'=HYPERLINK\(1\)"?,accepted,cnv_\w{26},,,$/);
    expect(lines[2]).toMatch(/^3,"?'@x"?,refused,,invalid_parameter,amount,/);
  });

  it("tells rows apart from a store that is away: those are refused, and can be sent again", async () => {
    isAway = true;
    const { results } = await reportOf(await upload(GOOD));
    expect(results.map(({ status, error }) => [status, error?.code])).toEqual(
      Array(2).fill(["refused", "unavailable"]),
    );
    isAway = false;
    expect(await reportOf(await upload(GOOD))).toMatchObject({ accepted: 2 });
  });
});

describe("an upload is refused whole, and nothing of it is sent,", () => {
  it.each([
    ["without a body", "", "external_id"],
    ["without rows", "external_id,amount,currency\n\n \n", "body"],
    ["with an unknown column", "external_id,amount,currency,colour\nA,1,EUR,red", "colour"],
    ["with a column twice", "external_id,amount,amount,currency\nA,1,2,EUR", "amount"],
    ["without a column of ids", "amount,currency\n1,EUR", "external_id"],
    ["without a column of currencies", "external_id,amount\nA,1", "currency"],
    ["without a column of amounts", "external_id,currency\nA,EUR", "amount"],
    ["with a quote that does not end", 'external_id,amount,currency\nA,1,EUR\n"B,2,EUR\nC,3,EUR', "row 3"],
    ["with 1,001 rows", `external_id,amount,currency\n${"A,1,EUR\n".repeat(1_001)}`, "body"],
  ])("%s: 422 that says what", async (_, csv, param) => {
    expect(await refusalOf(await upload(csv))).toEqual([422, param]);
    expect(queued).toEqual([]);
  });

  it("that is not UTF-8, not CSV, or too large", async () => {
    expect(await refusalOf(await upload(new Uint8Array([0xff, 0xfe, 0x41])))).toEqual([422, "body"]);
    expect((await upload(GOOD, { "content-type": "application/json" })).status).toBe(415);
    expect((await upload(`${GOOD}${"x".repeat(1_048_576)}`)).status).toBe(413);
    expect(queued).toEqual([]);
  });
});

it("answers whatever is uploaded with a report or a 4xx", async () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom("A-1", "1.00", "EUR", '"', "\n", ",", ";"),
  );
  const names = fc.shuffledSubarray(["external_id", "amount", "currency", "event", "occurred_at"], {
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 }),
      async (columns, rows) => {
        const response = await upload([columns, ...rows].map((cells) => cells.join(",")).join("\n"));
        expect([200, 422]).toContain(response.status);
      },
    ),
    { numRuns: 30 },
  );
});
