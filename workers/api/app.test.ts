import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EXECUTION, insertKey, startTestApi, type TestApi } from "../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, insertSample } from "../../tests/support/sample.ts";
import { createApp } from "./app.ts";
import type { ApiEnv } from "./env.ts";
import { exportObject } from "./export-object.ts";
import { noteReading } from "./note-reading.ts";
import { defineRoute } from "./route.ts";
import { ROUTES } from "./routes/index.ts";

const SECRET = "host=db password=hunter2";
const throws = defineRoute({
  method: "GET",
  path: "/v1/throws",
  permission: "links:read",
  summary: "Throws.",
  answers: {},
  handler: () => {
    throw new Error(SECRET);
  },
});
const app = createApp([...ROUTES, throws], exportObject);

let database: TestDatabase;
let api: TestApi;
let key: string;
/** Conversions passed on, as the edge gets them. */
const passedOn: { readonly authorization: string | null; readonly body: string }[] = [];
const INTAKE = {
  fetch: async (request: Request) => {
    passedOn.push({ authorization: request.headers.get("authorization"), body: await request.text() });
    return Response.json({ status: "accepted" }, { status: 202, headers: { "Request-Id": "req_edge" } });
  },
} as unknown as Fetcher;
/** A relay where nobody listens. */
const AWAY = { DATABASE_PROXY: "127.0.0.1:1" };

const send = (path: string, init: RequestInit = {}, env: Partial<ApiEnv> = {}): Promise<Response> =>
  Promise.resolve(app.request(path, init, { ...api.env, ...env }, EXECUTION));
const sendAs = (method: string, path: string, body?: BodyInit, env?: Partial<ApiEnv>): Promise<Response> => {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return send(path, { method, headers, ...(body === undefined ? {} : { body }) }, env);
};
async function errorOf(response: Response): Promise<{ code: string; param: string | null; message: string }> {
  const { error } = (await response.json()) as { error: Awaited<ReturnType<typeof errorOf>> };
  return error;
}

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES, { INTAKE });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await asOwner(database.ownerUrl, async (db) => {
    key = (await insertKey(db, (await insertSample(db)).workspaceId)).key;
  });
});

afterAll(async () => {
  vi.restoreAllMocks();
  await api.stop();
  await database.drop();
});

describe("what no route takes", () => {
  it.each([
    "/",
    "/v1",
    "/v1/",
    "/v1/nothing",
    "/v1/links/",
    "/v2/links",
    "/v1/links/x/y",
    "/v1/%",
    "//v1/links",
  ])("answers 404 at %s, with a key or without", async (path) => {
    expect((await errorOf(await send(path))).code).toBe("not_found");
    expect((await sendAs("GET", path)).status).toBe(404);
  });

  it.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("answers 405 to %s /v1/conversions", async (method) => {
    const response = await send("/v1/conversions", { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });
});

it.each([
  ["DELETE", "/v1/postback", "GET, POST"],
  ["GET", "/v1/pixel", "POST"],
  ["POST", "/v1/pixel.gif", "GET"],
])("answers 405 to %s %s, where the intake answers", async (method, path, allowed) => {
  const response = await send(path, { method });
  expect([response.status, response.headers.get("allow")]).toEqual([405, allowed]);
});

describe("a body", () => {
  it.each(["", "{", "null}", `{"name":"\xff`, "undefined"])("answers 400 to %j", async (body) => {
    const response = await sendAs("POST", "/v1/affiliates", body);
    expect([response.status, (await errorOf(response)).code]).toEqual([400, "malformed_json"]);
  });

  it("answers 400 to bytes that are no UTF-8", async () => {
    const body = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]);
    expect((await sendAs("POST", "/v1/affiliates", body)).status).toBe(400);
  });

  it.each(["null", "7", "[]", '"text"', "true"])("answers 422 to %s, which is no object", async (body) => {
    const response = await sendAs("POST", "/v1/affiliates", body);
    expect([response.status, (await errorOf(response)).param]).toEqual([422, "body"]);
  });

  it("answers 413 above 64 KiB", async () => {
    const body = JSON.stringify({ name: "x".repeat(64 * 1024), email: "a@b.example" });
    const response = await sendAs("POST", "/v1/affiliates", body);
    expect([response.status, (await errorOf(response)).code]).toEqual([413, "body_too_large"]);
  });

  it("survives a hundred thousand levels of depth", async () => {
    const body = "[".repeat(30_000) + "]".repeat(30_000);
    expect((await sendAs("POST", "/v1/affiliates", body)).status).toBe(422);
  });

  it("answers 415 to JSON in another charset than UTF-8", async () => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json; charset=latin1" };
    const response = await send("/v1/affiliates", { method: "POST", headers, body: "{}" });
    expect([response.status, (await errorOf(response)).code]).toEqual([415, "unsupported_media_type"]);
  });

  it("takes no field by way of a prototype", async () => {
    const body = '{"__proto__":{"name":"Ada"},"email":"a@b.example"}';
    expect((await sendAs("POST", "/v1/affiliates", body)).status).toBe(422);
  });
});

describe("what nobody foresaw", () => {
  it("is 500 without a word of what it was", async () => {
    const response = await sendAs("GET", "/v1/throws");
    expect(response.status).toBe(500);
    expect(await response.clone().text()).not.toContain("hunter2");
    expect((await errorOf(response)).code).toBe("internal");
  });
});

describe("while Postgres is away", () => {
  it("answers 503 with Retry-After to a caller whose key looks good", async () => {
    const response = await sendAs("GET", "/v1/links", undefined, AWAY);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await errorOf(response)).code).toBe("unavailable");
  });

  it("passes conversions on, untouched, with the caller's key", async () => {
    const body = '{"external_id": "order-1", "amount_minor" :1}';
    const response = await sendAs("POST", "/v1/conversions", body, AWAY);
    expect([response.status, await response.json()]).toEqual([202, { status: "accepted" }]);
    expect(response.headers.get("request-id")).toBe("req_edge");
    expect(passedOn.at(-1)).toEqual({ authorization: `Bearer ${key}`, body });
  });

  it.each([
    ["GET", "/v1/postback?key=x&txid=1"],
    ["POST", "/v1/postback"],
    ["POST", "/v1/clicks"],
    ["OPTIONS", "/v1/clicks"],
    ["POST", "/v1/pixel"],
    ["OPTIONS", "/v1/pixel"],
    ["GET", "/v1/pixel.gif?key=x"],
  ])("passes on what networks and pages send: %s %s", async (method, path) => {
    const before = passedOn.length;
    const response = await send(path, { method, ...(method === "POST" ? { body: "{}" } : {}) }, AWAY);
    expect([response.status, response.headers.get("request-id")]).toEqual([202, "req_edge"]);
    expect(passedOn).toHaveLength(before + 1);
  });

  it("is well, and not ready", async () => {
    expect((await send("/healthz", {}, AWAY)).status).toBe(200);
    const response = await send("/readyz", {}, AWAY);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  });
});

it("answers 503 to a conversion while the intake is away", async () => {
  const fetch = () => Promise.reject(new Error(SECRET));
  const response = await sendAs("POST", "/v1/conversions", "{}", { INTAKE: { fetch } as unknown as Fetcher });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await response.text()).not.toContain("hunter2");
});

it("is well and ready without a key", async () => {
  expect(await (await send("/healthz")).json()).toEqual({ status: "ok" });
  expect(await (await send("/readyz")).json()).toEqual({ status: "ok" });
});

it("refuses to serve as a role that row-level security does not bind", async () => {
  const response = await send("/readyz", {}, { DATABASE_URL: database.ownerUrl });
  expect([response.status, (await errorOf(response)).code]).toEqual([500, "internal"]);
});

it("answers HEAD as GET, without a body", async () => {
  const response = await sendAs("HEAD", "/v1/links");
  expect([response.status, await response.text()]).toEqual([200, ""]);
});

describe("what a call brought about", () => {
  const wakes = async (method: string, path: string, body?: unknown) => {
    const send = vi.fn(async () => undefined);
    const env = { EVENTS: { send } as unknown as ApiEnv["EVENTS"] };
    const { status } = await sendAs(method, path, body === undefined ? undefined : JSON.stringify(body), env);
    return [status, send.mock.calls.flat()];
  };

  it("is told of at once, and a reading or a refusal of nothing", async () => {
    const tag = { name: "told at once" };
    expect(await wakes("POST", "/v1/tags", tag)).toEqual([
      201,
      [{ v: 1, workspace_ids: [expect.stringMatching(/^ws_/)] }],
    ]);
    expect(await wakes("POST", "/v1/tags", tag)).toEqual([409, []]);
    expect(await wakes("GET", "/v1/tags")).toEqual([200, []]);
  });

  it("is done though the queue is away", async () => {
    const EVENTS = { send: async () => Promise.reject(new Error("away")) } as unknown as ApiEnv["EVENTS"];
    const { status } = await sendAs("POST", "/v1/tags", JSON.stringify({ name: "told later" }), { EVENTS });
    expect(status).toBe(201);
  });
});

describe("a reading of personal data", () => {
  const reading = async (path: string, send: (message: never) => Promise<void>) => {
    const env = { EVENTS: { send } as unknown as ApiEnv["EVENTS"] };
    return (await sendAs("GET", path, undefined, env)).status;
  };
  const noted = async (path: string) => {
    const send = vi.fn(async () => undefined);
    expect(await reading(path, send)).toBe(200);
    return send.mock.calls.flat();
  };

  it("is noted with whose and which it is, and never what", async () => {
    const affiliate = { name: "Ada", email: "ada@affiliates.example" };
    const made = await sendAs("POST", "/v1/affiliates", JSON.stringify(affiliate));
    const { id } = (await made.json()) as { id: string };
    const [message] = (await noted(`/v1/affiliates/${id}`)) as unknown[];
    expect(message).toMatchObject({
      actor: expect.stringMatching(/^key:key_/),
      reading: { call: "GET /v1/affiliates/:id", subjects: [id], fields: ["email"] },
    });
    expect(JSON.stringify(message)).not.toContain("ada@");
    expect(await noted("/v1/affiliates")).toMatchObject([{ reading: { call: "GET /v1/affiliates" } }]);
    expect(await noted("/v1/affiliates/export")).toMatchObject([{ reading: { fields: ["file"] } }]);
    for (const path of ["/v1/tags", "/v1/programs", "/v1/offers/export"]) {
      expect([path, await noted(path)]).toEqual([path, []]);
    }
  });

  it("is noted of a call that changes something, or nothing, as well", async () => {
    const affiliate = { name: "Grace", email: "grace@affiliates.example" };
    const { id } = await (await sendAs("POST", "/v1/affiliates", JSON.stringify(affiliate))).json<{
      id: string;
    }>();
    const send = vi.fn(async (_: object) => undefined);
    const change = JSON.stringify({ name: "Grace" });
    const env = { EVENTS: { send } as unknown as ApiEnv["EVENTS"] };
    expect((await sendAs("PATCH", `/v1/affiliates/${id}`, change, env)).status).toBe(200);
    expect(send.mock.calls.flat().filter((message) => "reading" in message)).toMatchObject([
      { reading: { call: "PATCH /v1/affiliates/:id", subjects: [id], fields: ["email"] } },
    ]);
  });

  it("is in the log at once where the queue is away", async () => {
    expect(await reading("/v1/affiliates", () => Promise.reject(new Error("away")))).toBe(200);
    const { data } = (await (await sendAs("GET", "/v1/audit?action=personal_data.read")).json()) as {
      data: { change: { call: string } }[];
    };
    expect(data.map(({ change }) => change.call)).toEqual(["GET /v1/affiliates"]);
  });

  it("is in the log at once where the queue's readers would not take it", async () => {
    const read = { call: `GET /v1/${"long".repeat(60)}`, subjects: [], fields: ["email"] };
    await asOwner(database.ownerUrl, async (db) => {
      const { workspaceId } = await insertSample(db);
      const context = {
        db,
        workspaceId,
        actor: "key:key_1",
        requestId: "req_long",
        now: new Date(),
      } as const;
      const send = vi.fn();
      await noteReading({ ...api.env, EVENTS: { send } as unknown as ApiEnv["EVENTS"] }, context, read);
      const of = sql`select change->>'call' as call from audit_log where request_id = 'req_long'`;
      expect(await db.execute(of)).toMatchObject({ rows: [{ call: read.call }] });
      expect(send).not.toHaveBeenCalled();
    });
  });
});
