import { neon } from "@neondatabase/serverless";
import { beforeEach, expect, inject, it, vi } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { clicks } from "../../db/schema/index.ts";
import {
  bindings,
  clickRecordOf,
  deliver,
  makeWorld,
  rawLinesOf,
  rowsOf,
  type World,
} from "../../tests/support/functions-world.ts";

let world: World;
let other: World;

beforeEach(async () => {
  vi.restoreAllMocks();
  [world, other] = [await makeWorld(), await makeWorld()];
});

const message = (...records: unknown[]) => ({ v: 1, clicks: records });
const text = (...records: unknown[]) => JSON.stringify(message(...records));
const stored = (of: World) =>
  rowsOf<typeof clicks.$inferSelect>(of, (db) => db.select().from(clicks).orderBy(clicks.id));

/** Bad rows that name no workspace are seen by no tenant. */
const badPayloads = async (reason: string): Promise<unknown[]> => {
  const owner = neon(inject("ownerUrl"), { disableWarningInBrowsers: true });
  return (await owner`select payload from bad_rows where reason = ${reason} order by id`).map(({ payload }) =>
    JSON.parse(payload as string),
  );
};

/** Calls of `work` to the database, of which each is one round trip. */
async function countRequests(work: () => Promise<unknown>): Promise<number> {
  const fetched = vi.spyOn(globalThis, "fetch").mockClear();
  await work();
  return fetched.mock.calls.length;
}

it("takes messages of bytes, of text and of objects, and writes the same of each", async () => {
  const [first, second, third] = [clickRecordOf(world), clickRecordOf(world), clickRecordOf(world)];
  const bytes = new TextEncoder().encode(text(third));
  expect(await deliver("clicks", [text(first), message(second), bytes])).toEqual({ acked: 3, retried: 0 });
  const rows = await stored(world);
  const same = ({ id: _, receivedAt: __, clickedAt: ___, ...row }: (typeof rows)[number]) => row;
  expect(rows).toHaveLength(3);
  expect(rows.map(same)[0]).toEqual(rows.map(same)[1]);
  expect(rows.map(same)[0]).toEqual(rows.map(same)[2]);
  expect((await rawLinesOf<ClickRecord>(world)).map(({ id }) => id).sort()).toEqual(
    [first.id, second.id, third.id].sort(),
  );
});

it("keeps text that is no message as it came, once, and takes its neighbours in", async () => {
  const broken = `{"v":1,"clicks":[{"broken ${world.workspaceId}`;
  const foreignShape = JSON.stringify({ v: 2, of: world.workspaceId });
  const twice = JSON.stringify(text(clickRecordOf(world)));
  const delivered = [broken, text(clickRecordOf(world)), foreignShape, twice];
  for (let time = 0; time < 2; time += 1) {
    expect(await deliver("clicks", delivered)).toEqual({ acked: 4, retried: 0 });
  }
  expect(await stored(world)).toHaveLength(1);
  const own = (await badPayloads("message_malformed")).filter((payload) =>
    String(payload).includes(world.workspaceId),
  );
  expect(own.sort()).toEqual([broken, foreignShape, twice].sort());
});

it("writes what newer records say, and keeps it in the raw log as it came", async () => {
  const record = clickRecordOf(world, {
    ...{ source: "direct", region: "BE", language: "de-de", rule: "rul_1", variant: "b" },
    ...{ landing_host: "shop.example", verdict: "empty_agent", user_agent: null },
  });
  await deliver("clicks", [text(record)]);
  expect(await stored(world)).toMatchObject([
    {
      ...{ source: "direct", region: "BE", language: "de-de", ruleId: "rul_1", variantId: "b" },
      ...{ landingHost: "shop.example", verdict: "empty_agent", device: "other", browser: "other" },
    },
  ]);
  expect(await rawLinesOf<ClickRecord>(world)).toEqual([record]);
});

it("takes one round trip for a batch, whatever its size, its workspaces and what is bad in it", async () => {
  await deliver("clicks", [text(clickRecordOf(world))]);
  const full = Array.from({ length: 100 }, () =>
    text(...Array.from({ length: 10 }, () => clickRecordOf(world))),
  );
  expect(await countRequests(() => deliver("clicks", [text(clickRecordOf(world))]))).toBe(1);
  expect(await countRequests(() => deliver("clicks", full))).toBe(1);
  const mixed = [text(clickRecordOf(world)), text(clickRecordOf(other), "bad"), "bad", message({ v: 1 })];
  expect(await countRequests(() => deliver("clicks", mixed))).toBe(1);
  expect([(await stored(world)).length, (await stored(other)).length]).toEqual([1_003, 1]);
});

it("sends a batch round again when the database says nothing in time", async () => {
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort(new Error("the limit")));
  expect(await deliver("clicks", [text(clickRecordOf(world))])).toEqual({ acked: 0, retried: 1 });
  vi.restoreAllMocks();
  expect(await stored(world)).toHaveLength(0);
});

it("tells of a failure without the values of the statement", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const away = { ...bindings, DATABASE_URL: "postgres://tributary_app:x@127.0.0.1:1/none" };
  await deliver("clicks", [text(clickRecordOf(world, { visitor_id: "a-person" }))], away);
  const lines = logged.mock.calls.flat().join("\n");
  expect(lines).toContain("does not exist");
  expect(lines).not.toContain("a-person");
});
