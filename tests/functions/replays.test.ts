import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import type { ReplayMessage } from "../../contracts/replay-message.ts";
import { withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { storeBadRows } from "../../services/bad-rows/store-bad-rows.ts";
import {
  bindings,
  clickRecordOf,
  deliver,
  makeWorld,
  rowsOf,
  type World,
} from "../support/functions-world.ts";
import { type StoredBadRow, tally, unownedWith } from "../support/unowned-rows.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

const record = (change: Partial<ClickRecord> = {}) => clickRecordOf(world, change);
const message = (...each: unknown[]) => ({ v: 1, clicks: each });
const clicks = () => rowsOf<{ id: string }>(world, (db) => db.select().from(schema.clicks));
const badRows = () =>
  rowsOf<StoredBadRow>(world, (db) => db.select().from(schema.badRows).orderBy(schema.badRows.id));
const auditOf = (action: string) =>
  rowsOf<{ subjectId: string; change: object }>(world, (db) =>
    db.select().from(schema.auditLog).where(sql`action = ${action}`),
  );
/** Makes the link that clicks are refused for want of. */
const makeLink = (id: string) =>
  rowsOf(world, (db) =>
    db.insert(schema.links).values({ ...world.link, id: id as typeof world.link.id, slug: `late-${id}` }),
  );

const replayOf = ({ id }: Pick<StoredBadRow, "id">): ReplayMessage => ({
  v: 1,
  workspace_id: world.workspaceId,
  bad_row_id: String(id),
  actor: "key:key_a",
  request_id: "req_a",
});
async function replay(rows: readonly StoredBadRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 100) {
    const part = rows.slice(start, start + 100);
    expect(await deliver("replays", part.map(replayOf))).toEqual({ acked: part.length, retried: 0 });
  }
}
const random = (): string => crypto.randomUUID().replaceAll("-", "");

describe("a thousand clicks of which many are none", () => {
  it("are all either clicks or bad rows, and a fix and two replays leave exact counts", async () => {
    const bad = (index: number): unknown =>
      [
        record({ link_id: "lnk_late" }),
        { ...record(), extra: index },
        { ...record(), user_agent: `NUL \u0000 ${index}` },
        { ...record(), clicked_at_ms: -index },
        { workspace_id: world.workspaceId, nonsense: index },
        record({ id: random() }),
      ][index % 6];
    const sent = Array.from({ length: 1_200 }, (_, index) =>
      index % 6 === 5 && index % 12 === 5 ? record() : bad(index),
    );
    for (let start = 0; start < sent.length; start += 100) {
      await deliver("clicks", [message(...sent.slice(start, start + 100))]);
    }
    const good = await clicks();
    const owned = await badRows();
    const forged = await unownedWith(world.workspaceId);
    expect(good).toHaveLength(100);
    expect(owned).toHaveLength(1_000);
    expect(good.length + owned.length + forged.length).toBe(sent.length);

    await makeLink("lnk_late");
    // A replay is a transaction of its own: a sixth of them shows what all would.
    const tried = owned.filter((_, index) => index % 6 === 0);
    const late = tried.filter(({ reason }) => reason === "unknown_link").length;
    expect(late).toBeGreaterThan(20);
    await replay(tried);
    await replay(tried);
    expect(await clicks()).toHaveLength(100 + late);
    const after = await badRows();
    expect(after).toHaveLength(1_000);
    expect(tally(after)).toEqual({ open: 1_000 - late, resolved: late });
    // What is resolved is tried no more, what is open was tried twice.
    const triedIds = new Set(tried.map(({ id }) => id));
    const replays = after.filter(({ id }) => triedIds.has(id)).map((row) => (row.resolvedAt ? 1 : 2));
    expect(after.filter(({ id }) => triedIds.has(id)).map((row) => row.replays)).toEqual(replays);
    expect(await auditOf("bad_row.replayed")).toHaveLength(2 * tried.length - late);
  }, 120_000);
});

describe("a replay", () => {
  /** Stores a click as yesterday's code refused it. */
  const refuse = async (payload: unknown, reason = "click_malformed") => {
    const row = {
      workspaceId: world.workspaceId,
      stage: "clicks" as const,
      reason,
      detail: "as of yesterday",
      payload,
    };
    await withDatabase(bindings, (db) => storeBadRows(db, [{ ...row, receivedAt: new Date() }]));
  };

  it("takes in what today's code can read, and says so in the audit log", async () => {
    await refuse(record());
    await replay(await badRows());
    expect(await clicks()).toHaveLength(1);
    expect(tally(await badRows())).toEqual({ open: 0, resolved: 1 });
    const [row] = await badRows();
    expect(await auditOf("bad_row.replayed")).toMatchObject([
      { subjectId: String(row?.id), change: { outcome: "taken", replays: 1 } },
    ]);
  });

  it("that fails again keeps the row, its payload and its count, with the reason of now", async () => {
    const payload = record({ link_id: "lnk_none" });
    await refuse(payload);
    await replay(await badRows());
    const [row, ...more] = await badRows();
    expect(more).toEqual([]);
    expect(row).toMatchObject({ reason: "unknown_link", replays: 1, resolvedAt: null });
    expect(JSON.parse(row?.payload ?? "")).toEqual(payload);
    expect(await auditOf("bad_row.replayed")).toMatchObject([
      { change: { outcome: "refused", reason: { from: "click_malformed", to: "unknown_link" } } },
    ]);
    // The message comes once more after that: it is the same row still.
    await deliver("clicks", [message(payload)]);
    expect(await badRows()).toHaveLength(1);
  });

  it("that fails again adds no row to one that earlier code wrote, whatever its fingerprint", async () => {
    const payload = JSON.stringify(record({ link_id: "lnk_none" }));
    const row = {
      stage: "clicks" as const,
      reason: "unknown_link",
      detail: "",
      payload,
      receivedAt: new Date(),
    };
    await rowsOf(world, (db) =>
      db.insert(schema.badRows).values({ ...row, workspaceId: world.workspaceId, fingerprint: random() }),
    );
    await replay(await badRows());
    expect(await badRows()).toMatchObject([{ replays: 1, resolvedAt: null }]);
  });

  it("says in words what is wrong with each field", async () => {
    const { id: _, ...rest } = record();
    await deliver("clicks", [message({ ...rest, asn: "one", extra: 1 })]);
    const [row] = await rowsOf<{ detail: string }>(world, (db) => db.select().from(schema.badRows));
    expect(row?.detail.split("; ")).toEqual([
      "id is required",
      "asn must be a number",
      "extra is not a field of this request",
    ]);
  });

  it("never makes a click of a forged id, however often it is tried", async () => {
    const moved = record();
    await refuse({ ...moved, clicked_at_ms: moved.clicked_at_ms - 1 });
    await refuse(record({ id: random() }));
    await refuse(record({ id: "A".repeat(32) }));
    for (let time = 0; time < 3; time += 1) await replay(await badRows());
    expect(await clicks()).toEqual([]);
    expect(tally(await badRows())).toEqual({ open: 3, resolved: 0 });
    expect((await badRows()).every(({ reason }) => reason.startsWith("click_id_"))).toBe(true);
  });

  it("takes a message apart: what is good of it is taken in, what is bad has a row of its own", async () => {
    await refuse(message(record(), { workspace_id: world.workspaceId, nonsense: 1 }), "message_malformed");
    await replay(await badRows());
    expect(await clicks()).toHaveLength(1);
    expect((await badRows()).map(({ reason, resolvedAt }) => [reason, resolvedAt !== null])).toEqual([
      ["message_malformed", true],
      ["click_malformed", false],
    ]);
  });

  it("of what was tried at the same time counts one success", async () => {
    await refuse(record());
    const rows = await badRows();
    await Promise.all([replay(rows), replay(rows), replay(rows)]);
    expect(await clicks()).toHaveLength(1);
    expect((await badRows())[0]).toMatchObject({ replays: 1 });
    expect(await auditOf("bad_row.replayed")).toHaveLength(1);
  });

  it("does nothing about a row of another workspace, or one that is not there", async () => {
    await refuse(record());
    const [row] = await badRows();
    const other = await makeWorld();
    const asked = { ...replayOf(row ?? { id: 0n }), workspace_id: other.workspaceId };
    await deliver("replays", [asked, { ...asked, bad_row_id: "999999999" }]);
    expect(tally(await badRows())).toEqual({ open: 1, resolved: 0 });
    expect(await clicks()).toEqual([]);
  });

  it("comes again while the bucket refuses, and nothing is counted", async () => {
    await refuse(record());
    const [row] = await badRows();
    const refusing = {
      ...bindings,
      CLICK_LOG: { put: () => Promise.reject(new Error("R2 is away")) } as never,
    };
    expect(await deliver("replays", [replayOf(row ?? { id: 0n })], refusing)).toEqual({
      acked: 0,
      retried: 1,
    });
    expect((await badRows())[0]).toMatchObject({ replays: 0, resolvedAt: null });
  });

  it("whose message is none becomes a bad row itself", async () => {
    const text = random();
    expect(await deliver("replays", [{ text }])).toEqual({ acked: 1, retried: 0 });
    expect(await unownedWith(text)).toMatchObject([{ reason: "message_malformed" }]);
  });
});

describe("a conversion", () => {
  it("that was refused is decided by a replay, once", async () => {
    const accepted = {
      v: 1,
      ...{ id: `cnv_${"0".repeat(26)}`, workspace_id: world.workspaceId, key_id: "key_1", request_id: "req" },
      ...{ fingerprint: "f".repeat(64), received_at_ms: Date.now() },
      request: { external_id: "order-1", event: "sale", amount_minor: "10000", currency: "EUR" },
    };
    await deliver("conversions", [{ ...accepted, unheard_of: 1 }]);
    const [row] = await badRows();
    expect(row).toMatchObject({ reason: "message_malformed", resolvedAt: null });
    await replay(await badRows());
    expect(tally(await badRows())).toEqual({ open: 1, resolved: 0 });
    const stored = {
      workspaceId: world.workspaceId,
      stage: "conversions" as const,
      reason: "message_malformed",
      detail: "",
    };
    await withDatabase(bindings, (db) =>
      storeBadRows(db, [{ ...stored, payload: accepted, receivedAt: new Date() }]),
    );
    for (let time = 0; time < 2; time += 1) await replay(await badRows());
    expect(await rowsOf(world, (db) => db.select().from(schema.conversions))).toHaveLength(1);
    expect(tally(await badRows())).toEqual({ open: 1, resolved: 1 });
  });
});
