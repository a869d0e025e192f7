import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { badRows } from "../db/schema/index.ts";
import { insertKey, startTestApi, type TestApi } from "../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { asOwner, insertSample, type Sample } from "../tests/support/sample.ts";
import { type ServedApi, serveApi } from "../tests/support/serve-api.ts";
import { badRowRoutes } from "../workers/api/routes/bad-rows.ts";

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let own: Sample;
let key: string;
let reader: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, badRowRoutes);
  served = await serveApi(api);
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    key = (await insertKey(db, own.workspaceId, { scopes: ["bad_rows:read", "bad_rows:replay"] })).key;
    reader = (await insertKey(db, own.workspaceId, { scopes: ["bad_rows:read"] })).key;
  });
});
beforeEach(async () => {
  api.sent.length = 0;
  await asOwner(database.ownerUrl, (db) => db.delete(badRows));
});
afterAll(async () => {
  await served.stop();
  await api.stop();
  await database.drop();
});

/** Writes bad rows of these reasons, and gives their numbers. */
const insertRows = (...reasons: readonly string[]): Promise<readonly string[]> =>
  asOwner(database.ownerUrl, async (db) => {
    const rows = reasons.map((reason, index) => ({
      ...{ workspaceId: own.workspaceId, stage: "clicks", reason, detail: "what\nwas wrong" },
      ...{ payload: "{}", fingerprint: `${reason} ${index}`, receivedAt: new Date("2026-11-20T10:00:00Z") },
    }));
    return (await db.insert(badRows).values(rows).returning()).map(({ id }) => String(id));
  });

/** What the functions make of the messages sent: rows with the reason `fixed` are taken in, others are not. */
const replaySent = () =>
  asOwner(database.ownerUrl, (db) =>
    db.execute(`update bad_rows set replays = replays + 1,
      resolved_at = case when reason = 'fixed' then now() end, reason = case reason when 'fixed' then reason else 'new' end
      where id in (${api.sent.map((message) => (message as { bad_row_id: string }).bad_row_id).join(", ") || 0})
        and resolved_at is null`),
  );

const tributary = (args: readonly string[], by = key, pause?: () => Promise<void>) =>
  runCommand(args, { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: by }, pause ? { pause } : {});
const replay = (...args: string[]) => {
  let isDone = false;
  return tributary(["bad-rows", "replay", ...args], key, async () => {
    if (!isDone) await replaySent();
    isDone = true;
  });
};

describe("tributary bad-rows list", () => {
  it("lists open rows, a line each, narrowed to stage and reason", async () => {
    const [a, b] = await insertRows("fixed", "forged");
    const all = await tributary(["bad-rows", "list"]);
    expect([all.code, all.printed.split("\n")]).toEqual([
      0,
      [b, a].map((id, index) =>
        [
          id,
          "2026-11-20T10:00:00.000Z",
          "clicks",
          ["forged", "fixed"][index],
          "open",
          "0",
          "what was wrong",
        ].join("\t"),
      ),
    ]);
    const some = await tributary(["bad-rows", "list", "--stage", "clicks", "--reason", "forged"]);
    expect(some.printed.split("\t")[0]).toBe(b);
    const none = await tributary(["bad-rows", "list", "--stage", "conversions"]);
    expect([none.code, none.printed, none.warned]).toEqual([0, "", "There are no such bad rows."]);
  });

  it("follows the list to its end, and gives whole rows as JSON", async () => {
    const ids = await insertRows(...Array.from({ length: 230 }, () => "fixed"));
    const { printed } = await tributary(["bad-rows", "list", "--json"]);
    const rows = printed.split("\n").map((line) => JSON.parse(line));
    expect(rows.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(rows[0]).toMatchObject({ payload: "{}", detail: "what\nwas wrong" });
  });
});

describe("tributary bad-rows replay", () => {
  it("has the rows named tried again, and tells what came of each", async () => {
    const [a = "", b = "", c = ""] = await insertRows("fixed", "forged", "fixed");
    const { code, printed } = await replay(a, b, a);
    expect(printed.split("\n")).toEqual([
      "2 rows: 2 asked for, 0 resolved before",
      `${b}\tnew\twhat was wrong`,
      "1 taken in, 1 still bad",
    ]);
    expect(code).toBe(5);
    const again = await replay(a);
    expect([again.code, again.printed]).toEqual([0, "1 rows: 0 asked for, 1 resolved before"]);
    expect((await tributary(["bad-rows", "list"])).printed).toContain(c);
  });

  it("tells it as one JSON object where that is asked for", async () => {
    const [a = "", b = ""] = await insertRows("fixed", "forged");
    const { code, printed } = await replay(a, b, "--json");
    const outcome = { taken_in: 1, still_bad: [{ id: b, reason: "new" }], waiting: [] };
    expect(code).toBe(5);
    expect(JSON.parse(printed)).toMatchObject({ rows: 2, asked: 2, resolved_before: 0, ...outcome });
    const unwaited = await tributary(["replay", a, "--no-wait", "--json"]);
    expect(JSON.parse(unwaited.printed)).toEqual({ rows: 1, asked: 0, resolved_before: 1 });
  });

  it("has all open rows of a reason tried again", async () => {
    await insertRows("fixed", "forged", "fixed");
    const { code, printed } = await replay("--stage", "clicks", "--reason", "fixed");
    expect([code, printed]).toEqual([0, "2 rows: 2 asked for, 0 resolved before\n2 taken in, 0 still bad"]);
    expect(api.sent).toHaveLength(2);
    expect((await replay("--reason", "fixed")).printed).toBe("0 rows: 0 asked for, 0 resolved before");
  });

  it("waits a minute for the outcome, or not at all", async () => {
    const [a = ""] = await insertRows("fixed");
    const impatient = await tributary(["bad-rows", "replay", a, "--no-wait"]);
    expect([impatient.code, impatient.slept]).toEqual([0, []]);
    const { code, warned, slept } = await tributary(["bad-rows", "replay", a]);
    expect([code, warned]).toEqual([
      1,
      expect.stringContaining("1 rows were asked for and have not been tried yet"),
    ]);
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
  });

  it.each([[[]], [["7", "--stage", "clicks"]], [["seven"]], [["--status", "open"]]])(
    "ends with 2 for %j",
    async (args) => {
      const { code, warned } = await tributary(["bad-rows", "replay", ...args]);
      expect([code, warned]).toEqual([2, expect.stringContaining("See: tributary bad-rows replay --help")]);
      expect(api.sent).toEqual([]);
    },
  );

  it("ends with 1 for a row that is not there, and with 3 for a key that may not", async () => {
    const [a = ""] = await insertRows("fixed");
    const missing = await replay("999999");
    expect([missing.code, missing.warned]).toEqual([
      1,
      expect.stringContaining("row 999999: There is no such thing"),
    ]);
    const forbidden = await tributary(["bad-rows", "replay", a], reader);
    expect([forbidden.code, forbidden.warned]).toEqual([3, expect.stringContaining("bad_rows:replay")]);
  });
});
