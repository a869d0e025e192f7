import { inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Db, inWorkspace, withDatabase, withHttpDatabase } from "../../db/client.ts";
import { badRows, clicks } from "../../db/schema/index.ts";
import { countedClick, readCounts } from "../../tests/support/clicks.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, countStatements, insertSample, type Sample } from "../../tests/support/sample.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import type { BadRow } from "../bad-rows/store-bad-rows.ts";
import type { CountedClick } from "./click-row.ts";
import { writeClicks } from "./write-clicks.ts";

const NOW = new Date();
const DAY_MS = 86_400_000;
/** Midnight (UTC) of today, whose partition and yesterday's are there. */
const MIDNIGHT = new Date(NOW.toISOString().slice(0, 10));

let database: TestDatabase;
let sample: Sample;
let other: Sample;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  [sample, other] = await asTheOwner(async (db) => [await insertSample(db), await insertSample(db)]);
});
afterAll(() => database.drop());

const write = (batch: readonly CountedClick[], badOnes: readonly BadRow[] = []) =>
  withHttpDatabase(database.env, (db) => writeClicks(db, { clicks: batch, bad: badOnes }, NOW));
const asTheOwner = <T>(work: (db: Db) => Promise<T>) => asOwner(database.ownerUrl, work);
const ofSamples = () => inArray(clicks.workspaceId, [sample.workspaceId, other.workspaceId]);
const stored = () => asTheOwner((db) => db.select().from(clicks).where(ofSamples()));
const storedBad = () => asTheOwner((db) => db.$count(badRows));
const counts = () => asTheOwner((db) => readCounts(db, [sample.workspaceId, other.workspaceId]));
const digests = () => asTheOwner(tableDigests);

const own = (change: Parameters<typeof countedClick>[2] = {}) =>
  countedClick(sample, sample.affiliates[0], change);
const foreign = (change: Parameters<typeof countedClick>[2] = {}) =>
  countedClick(other, other.affiliates[1], change);
const bad = (payload: string): BadRow => ({
  ...{ workspaceId: null, stage: "clicks", reason: "message_malformed" },
  ...{ detail: "no message", payload, receivedAt: NOW },
});

describe("a batch", () => {
  it("is one statement, whatever its size, its workspaces and what is bad beside", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => (index % 2 ? own() : foreign()));
    const work = (batch: readonly CountedClick[], badOnes: readonly BadRow[]) =>
      countStatements(database.appUrl, (db) => writeClicks(db, { clicks: batch, bad: badOnes }, NOW));
    expect(await work([own()], [])).toBe(1);
    expect(await work(many, [bad("a"), bad("b")])).toBe(1);
    expect(await work([], [bad("c")])).toBe(1);
    expect(await work([], [])).toBe(0);
    expect(await stored()).toHaveLength(1_001);
    expect(await storedBad()).toBe(3);
  });

  it("writes what a click says, and what its agent tells", async () => {
    const plain = own({ user_agent: null });
    const full = own({
      ...{ source: "direct", region: "BE", language: "de-de", rule: "rul_1", variant: "b" },
      ...{ landing_host: "shop.example", evidence: ['a "quoted", {odd} \\ one'], sub_ids: ["x", "", "y"] },
      user_agent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
      velocity: null,
    });
    expect(await write([plain, full])).toEqual([]);
    const rows = await stored();
    expect(rows.find(({ id }) => id === full.uuid)).toMatchObject({
      ...{
        workspaceId: sample.workspaceId,
        source: "direct",
        device: "mobile",
        os: "ios",
        browser: "safari",
      },
      ...{ country: "DE", region: "BE", language: "de-de", asn: 3320, ruleId: "rul_1", variantId: "b" },
      ...{ landingHost: "shop.example", evidence: ['a "quoted", {odd} \\ one'], subIds: ["x", "", "y"] },
      ...{ velocity: null, clickedAt: new Date(full.click.clicked_at_ms), isOptedOut: false },
    });
    expect(rows.find(({ id }) => id === plain.uuid)).toMatchObject({
      ...{ source: "redirect", device: "other", os: "other", browser: "other", region: null, language: null },
      ...{ ruleId: null, variantId: null, landingHost: null, subIds: [], velocity: 1 },
    });
  });

  it("changes no row and no count when it comes again, in part, in another order or twice in one", async () => {
    const batch = [own(), own({ verdict: "bot" }), foreign(), own()];
    const rows = [bad("once")];
    await write(batch, rows);
    const before = await digests();
    for (const again of [batch, [...batch].reverse(), batch.slice(1, 3), [...batch, ...batch]]) {
      await write(again, rows);
      expect(await digests()).toEqual(before);
    }
    const { kept, ofRows } = await counts();
    expect(kept).toEqual(ofRows);
    expect(kept.map(({ clicks: each }) => each).sort()).toEqual([1, 1, 2]);
  });

  it("counts what is new in it and not what was there", async () => {
    const first = own({ at: MIDNIGHT });
    await write([first, first]);
    await write([first, own({ at: new Date(MIDNIGHT.getTime() + 1) })]);
    const { kept, ofRows } = await counts();
    expect(kept.map(({ clicks: each }) => each)).toEqual([2]);
    expect(kept).toEqual(ofRows);
  });
});

describe("a click", () => {
  it("lies in the partition of its day and counts for its hour, to the millisecond", async () => {
    const edges = [-1, 0, 3_599_999, 3_600_000].map((offset) =>
      own({ at: new Date(MIDNIGHT.getTime() + offset) }),
    );
    await write(edges);
    const nameOf = (at: Date) => `clicks_${at.toISOString().slice(0, 10).replaceAll("-", "")}`;
    const yesterday = nameOf(new Date(MIDNIGHT.getTime() - 1));
    expect(await partitionsOf(edges)).toEqual([yesterday, ...Array(3).fill(nameOf(MIDNIGHT))]);
    const { kept, ofRows } = await counts();
    expect(kept.map(({ clicks: each }) => each)).toEqual([1, 2, 1]);
    expect(kept).toEqual(ofRows);
  });

  it("of a day without a partition is kept and counted all the same", async () => {
    const late = [-40 * DAY_MS, -3 * DAY_MS, 30 * DAY_MS].map((offset) =>
      own({ at: new Date(MIDNIGHT.getTime() + offset) }),
    );
    await write([...late, own()]);
    expect(await partitionsOf(late)).toEqual(Array(3).fill("clicks_default"));
    const before = await digests();
    await write(late);
    expect(await digests()).toEqual(before);
    const { kept, ofRows } = await counts();
    expect(kept).toHaveLength(4);
    expect(kept).toEqual(ofRows);
  });

  it("of an unknown link, or of another workspace's, is given back and its neighbours are written", async () => {
    const none = own({ link_id: "lnk_none" });
    const stolen = own({ link_id: other.affiliates[0].linkId });
    const refused = await write([own(), none, foreign(), stolen, own()]);
    expect(refused.map(({ reason, workspaceId, payload }) => [reason, workspaceId, payload])).toEqual(
      [none, stolen].map(({ click }) => ["unknown_link", sample.workspaceId, click]),
    );
    expect(await stored()).toHaveLength(3);
    const { kept, ofRows } = await counts();
    expect(kept).toEqual(ofRows);
  });

  it("that Postgres refuses is given back with the reason, and all others are written", async () => {
    const tooMany = own({ sub_ids: Array(9).fill("sub") });
    const tooLong = own({ country: "GERMANY" });
    const good = Array.from({ length: 9 }, () => own());
    const batch = [...good.slice(0, 4), tooMany, ...good.slice(4), tooLong];
    const badBefore = await storedBad();
    const refused = await write(batch, [bad("beside")]);
    expect(refused.map(({ reason, workspaceId }) => [reason, workspaceId])).toEqual(
      Array(2).fill(["refused_by_database", null]),
    );
    expect(refused.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("clicks_sub_ids_max"),
      expect.stringContaining("too long"),
    ]);
    expect((await stored()).map(({ id }) => id).sort()).toEqual(good.map(({ uuid }) => uuid).sort());
    expect(await storedBad()).toBe(badBefore + 1);
    const { kept, ofRows } = await counts();
    expect(kept).toEqual(ofRows);
  });
});

describe("the statement", () => {
  it("writes for the workspaces it is given and no other", async () => {
    const [mine, theirs] = [own(), foreign()];
    const rows = [mine, theirs].map(({ uuid, click }) => ({ ...click, id: uuid, source: "redirect" }));
    const unknown = await withHttpDatabase(database.env, (db) =>
      db.execute(sql`select ingest_clicks(${sample.workspaceId}, ${JSON.stringify(rows)}, '[]') as id`),
    );
    expect((unknown as unknown as { rows: unknown[] }).rows).toEqual([{ id: theirs.uuid }]);
    expect((await stored()).map(({ id }) => id)).toEqual([mine.uuid]);
  });

  it("gives a transaction its own workspaces back", async () => {
    const scope = await withDatabase(database.env, (db) =>
      inWorkspace(db, sample.workspaceId, async (tx) => {
        await writeClicks(tx, { clicks: [foreign()], bad: [] }, NOW);
        return tx.execute(sql`select current_setting('app.workspace_ids') as scope`);
      }),
    );
    expect((scope as unknown as { rows: unknown[] }).rows).toEqual([{ scope: sample.workspaceId }]);
  });

  it("has no other beside it that writes, changes or gives a count to another workspace, or takes one away", async () => {
    await write([own(), foreign()]);
    const before = await digests();
    /** Rows changed, or the SQLSTATE of what refuses it. */
    const outcome = (statement: ReturnType<typeof sql>) =>
      withDatabase(database.env, (db) =>
        inWorkspace(db, sample.workspaceId, (tx) => tx.execute(statement)),
      ).then(
        (result) => (result as { rowCount?: number }).rowCount,
        (error) => error.cause?.code,
      );
    const link = other.affiliates[1].linkId;
    expect(
      await outcome(sql`insert into click_counts values (${other.workspaceId}, now(), ${link}, 'human', 1)`),
    ).toBe("42501");
    expect(
      await outcome(sql`update click_counts set clicks = 9 where workspace_id = ${other.workspaceId}`),
    ).toBe(0);
    expect(await outcome(sql`update click_counts set workspace_id = ${other.workspaceId}`)).toBe("42501");
    expect(await outcome(sql`delete from click_counts`)).toBe("42501");
    expect(await digests()).toEqual(before);
  });
});

/** Names of the partitions that hold the clicks, in their order. */
async function partitionsOf(batch: readonly CountedClick[]): Promise<readonly unknown[]> {
  const { rows } = (await asTheOwner((db) =>
    db.execute(sql`select id, tableoid::regclass::text as partition from clicks`),
  )) as unknown as { rows: { id: string; partition: string }[] };
  const byId = new Map(rows.map(({ id, partition }) => [id, partition]));
  return batch.map(({ uuid }) => byId.get(uuid));
}
