import { afterAll, beforeAll, expect, it } from "vitest";
import * as schema from "../../db/schema/index.ts";
import { ENVELOPE_KEYS } from "../../tests/support/envelope-keys.ts";
import { PayoutWorld } from "../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { transact } from "../shared/context.ts";
import { addNotices, type Mail, type Notice } from "./add-notices.ts";
import { MailRefused, type MailSender } from "./send-mails.ts";
import { sendDueNotices } from "./send-notices.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const noticeOf = (cause: string): Notice => ({
  ...{ kind: "test", cause, to: "ada@affiliates.example", subject: "S", text: cause },
});

const add = (world: PayoutWorld, ...notices: readonly Notice[]) =>
  world.as("key:a", (context) => transact(context, (tx) => addNotices(tx, context, ENVELOPE_KEYS, notices)));
const send = (world: PayoutWorld, sender: MailSender) =>
  world.as("system:test", (context) => sendDueNotices(context, { keys: ENVELOPE_KEYS, sender }));

/** Remembers what it was given, and fails as often as told first. */
function senderThat(fails: readonly Error[] = []): MailSender & { readonly sent: [string, Mail][] } {
  const left = [...fails];
  const sent: [string, Mail][] = [];
  return {
    sent,
    send: async (key, mail) => {
      sent.push([key, mail]);
      const error = left.shift();
      if (error) throw error;
    },
  };
}

it("sends a notice once, however often it is asked for and by how many runs at once", async () => {
  const world = await PayoutWorld.open(database);
  const causes = Array.from({ length: 20 }, (_, index) => `cause-${index}`);
  for (const _ of ["once", "twice"]) await add(world, ...causes.map(noticeOf));
  const sender = senderThat();
  const runs = await Promise.all([1, 2, 3].map(() => send(world, sender)));
  expect(runs.reduce((sum, { sent }) => sum + sent, 0)).toBe(20);
  expect(sender.sent.map(([, { text }]) => text).sort()).toEqual(causes.toSorted());
  expect(new Set(sender.sent.map(([key]) => key)).size).toBe(20);
});

it("comes again under the same key, after longer each time, and is given up after a good day", async () => {
  const world = await PayoutWorld.open(database);
  await add(world, noticeOf("refused"));
  const sender = senderThat([...Array.from({ length: 11 }, () => new MailRefused(503)), new Error("ada@")]);
  const waitsMinutes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720];
  for (const minutes of waitsMinutes) {
    expect(await send(world, sender)).toEqual({ sent: 0, failed: 1 });
    world.nowMs += minutes * 60_000 - 1;
    expect(await send(world, sender)).toEqual({ sent: 0, failed: 0 });
    world.nowMs += 1;
  }
  expect(await send(world, sender)).toEqual({ sent: 0, failed: 1 });
  world.nowMs += 90 * 86_400_000;
  expect(await send(world, sender)).toEqual({ sent: 0, failed: 0 });
  expect(new Set(sender.sent.map(([key]) => key)).size).toBe(1);
  const rows = await world.owner((db) => db.select().from(schema.notices));
  const row = rows.find(({ cause }) => cause === "refused");
  expect([row?.status, row?.attempts, row?.problem]).toEqual(["failed", 12, "unreachable"]);
});

it("that was in hand when its run died comes again ten minutes later", async () => {
  const world = await PayoutWorld.open(database);
  await add(world, noticeOf("lost"));
  await world.owner((db) =>
    db.execute(
      `update notices set attempts = 1, due_at = due_at + interval '10 minutes' where cause = 'lost'`,
    ),
  );
  const sender = senderThat();
  expect((await send(world, sender)).sent).toBe(0);
  world.nowMs += 600_000;
  expect((await send(world, sender)).sent).toBe(1);
});
