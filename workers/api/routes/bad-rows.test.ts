import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { replayMessage } from "../../../contracts/replay-message.ts";
import { badRows } from "../../../db/schema/index.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { auditRoutes } from "./audit.ts";
import { badRowRoutes } from "./bad-rows.ts";

let database: TestDatabase;
let api: TestApi;
let own: Sample;
let foreign: Sample;
let key: string;
let keyId: string;
let isQueueAway = false;

beforeAll(async () => {
  database = await createTestDatabase();
  const send = async (message: unknown) => {
    if (isQueueAway) throw new Error("the queue is away");
    api.sent.push(message);
  };
  const REPLAYS = { send } as unknown as TestApi["env"]["REPLAYS"];
  api = await startTestApi(database, [...badRowRoutes, ...auditRoutes], { REPLAYS });
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    foreign = await insertSample(db);
    ({ key, keyId } = await insertKey(db, own.workspaceId));
  });
});
beforeEach(() => {
  api.sent.length = 0;
  isQueueAway = false;
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

let count = 0;
/** Writes a bad row and gives its number. */
const insertRow = (change: Partial<typeof badRows.$inferInsert> = {}): Promise<string> =>
  asOwner(database.ownerUrl, async (db) => {
    const row = { stage: "clicks", reason: "unknown_link", detail: "there is none", payload: "{}" };
    count += 1;
    const receivedAt = new Date("2026-11-20T10:00:00Z");
    const fixed = { workspaceId: own.workspaceId, fingerprint: String(count), receivedAt };
    const [made] = await db
      .insert(badRows)
      .values({ ...row, ...fixed, ...change })
      .returning();
    return String(made?.id);
  });
const replay = (id: string) => api.call("POST", `/v1/bad-rows/${id}/replay`, key);

describe("POST /v1/bad-rows/{id}/replay", () => {
  it("asks for it by a message that names the row, and tells who asked", async () => {
    const id = await insertRow();
    const { status, body } = await replay(id);
    expect([status, body]).toMatchObject([202, { id, status: "open", replays: 0, resolved_at: null }]);
    const [message, ...more] = api.sent;
    expect(more).toEqual([]);
    expect(replayMessage.parse(message)).toMatchObject({
      workspace_id: own.workspaceId,
      bad_row_id: id,
      actor: `key:${keyId}`,
    });
    const [event] = await api.list(`/v1/audit?action=bad_row.replay_requested&subject_id=${id}`, key, 10);
    const change = { stage: "clicks", reason: "unknown_link", replays: 0 };
    expect(event).toMatchObject({ actor: `key:${keyId}`, subject_id: id, change });
  });

  it("sends nothing about a row that is resolved, and answers as it stands", async () => {
    const id = await insertRow({ resolvedAt: new Date("2026-11-20T11:00:00Z"), replays: 1 });
    const { status, body } = await replay(id);
    expect([status, body]).toMatchObject([
      202,
      { status: "resolved", resolved_at: "2026-11-20T11:00:00.000Z" },
    ]);
    expect(api.sent).toEqual([]);
    expect(await api.list(`/v1/audit?subject_id=${id}`, key, 10)).toEqual([]);
  });

  it("answers 409 for a payout, which is executed again by its batch", async () => {
    const { status, body } = await replay(await insertRow({ stage: "payouts" }));
    expect([status, body.error.code]).toEqual([409, "illegal_move"]);
    expect(api.sent).toEqual([]);
  });

  it.each([
    ["of another workspace", () => insertRow({ workspaceId: foreign.workspaceId })],
    ["of none", () => insertRow({ workspaceId: null })],
    ["that is not there", async () => "999999"],
    ["whose number is none", async () => "1e3"],
    ["whose number is too long", async () => "9".repeat(19)],
  ])("does not find a row %s", async (_, insert) => {
    expect((await replay(await insert())).status).toBe(404);
    expect(api.sent).toEqual([]);
  });

  it("answers 503 while the queue is away, and leaves no trace of it", async () => {
    const id = await insertRow();
    isQueueAway = true;
    const { status, headers } = await replay(id);
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await api.list(`/v1/audit?subject_id=${id}`, key, 10)).toEqual([]);
  });

  it("takes no fields", async () => {
    const { status, body } = await api.call("POST", `/v1/bad-rows/${await insertRow()}/replay`, key, {
      force: true,
    });
    expect([status, body.error.param]).toEqual([422, "force"]);
  });
});

describe("GET /v1/bad-rows", () => {
  it("tells open rows from resolved ones, and shows one by its number", async () => {
    const open = await insertRow({ stage: "conversions" });
    const resolved = await insertRow({ stage: "conversions", resolvedAt: new Date() });
    const idsOf = async (query: string) =>
      (await api.list(`/v1/bad-rows?stage=conversions${query}`, key, 1)).map(({ id }) => id);
    expect(await idsOf("")).toEqual([resolved, open]);
    expect(await idsOf("&status=open")).toEqual([open]);
    expect(await idsOf("&status=resolved")).toEqual([resolved]);
    expect((await api.call("GET", `/v1/bad-rows/${open}`, key)).body).toMatchObject({
      id: open,
      status: "open",
    });
    const hidden = await insertRow({ workspaceId: foreign.workspaceId });
    expect((await api.call("GET", `/v1/bad-rows/${hidden}`, key)).status).toBe(404);
    expect((await api.call("GET", "/v1/bad-rows?status=new", key)).body.error.param).toBe("status");
  });
});
