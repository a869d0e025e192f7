import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import type { AcceptedConversion } from "../../services/conversions/accepted-conversion.ts";
import { listWaiting } from "../../services/conversions/list-waiting.ts";
import { settleConversion, settleWaiting } from "../../services/conversions/settle-conversion.ts";
import { seededRandom } from "../campaign/seeded-random.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, clickIdOf, contextOf, insertClick, insertSample, type Sample } from "../support/sample.ts";
import { SEED } from "../support/seed.ts";

const HMACS = parseClickIdKeys(encodeBase64url(new Uint8Array(32).fill(1)));
const MINUTE_MS = 60_000;
/** `PAIRS=10000` is the long form. */
const PAIRS = Number(process.env.PAIRS ?? 60);
/** One pair in so many has its click come after the window of an hour. */
const LATE_EVERY = 10;

type Pair = {
  readonly externalId: string;
  readonly clickedAt: Date;
  readonly clickId: { readonly text: string; readonly uuid: string };
  readonly soldAtMinute: number;
  readonly arrivesAtMinute: number;
  readonly isLate: boolean;
};

let database: TestDatabase;
let sample: Sample;
beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
});
afterAll(() => database.drop());

function saleOf({ externalId, clickId }: Pair, receivedAt: Date): AcceptedConversion {
  return {
    ...{ id: conversionId(sample.workspaceId, externalId), keyId: sample.keyId, fingerprint: "f".repeat(64) },
    ...{ receivedAt, externalId, event: "sale", clickIds: [clickId.text], customerExternalId: null },
    ...{ customerEmailSha256: null, couponCode: null, amountMinor: 10_000n, currency: "EUR" as Currency },
    ...{ items: null, metadata: null, occurredAt: receivedAt },
  };
}

/** Plays minute by minute what the queue and the crons do: sales come in, clicks arrive, waiting sales are looked at again. */
async function play(pairs: readonly Pair[], startMs: number, app: Db, owner: Db): Promise<void> {
  const lastMinute = Math.max(...pairs.map(({ arrivesAtMinute }) => arrivesAtMinute)) + 10;
  for (let minute = 0; minute <= lastMinute; minute += 1) {
    const now = new Date(startMs + minute * MINUTE_MS);
    const context = contextOf(app, sample.workspaceId, now);
    for (const pair of pairs) {
      if (pair.soldAtMinute === minute) await settleConversion(context, saleOf(pair, now), HMACS);
      if (pair.arrivesAtMinute === minute) {
        await insertClick(owner, sample, sample.affiliates[0], { at: pair.clickedAt, id: pair.clickId });
      }
    }
    const due = await listWaiting(app, [sample.workspaceId], { now, max: 10_000 });
    for (const { id } of due) await settleWaiting(context, id, HMACS);
  }
}

describe("P5: a conversion is never lost because its click has not arrived", () => {
  it("is attributed once its click comes within the hour, and is listed as unattributed after", async () => {
    console.log(`seed ${SEED}`);
    const random = seededRandom(SEED);
    const startMs = Date.now() - 6 * 60 * MINUTE_MS;
    const pairs = Array.from({ length: PAIRS }, (_, index): Pair => {
      const soldAtMinute = random.below(60);
      const isLate = index % LATE_EVERY === 0;
      const clickedAt = new Date(startMs + soldAtMinute * MINUTE_MS - random.below(5 * MINUTE_MS));
      return {
        externalId: `order-${index}`,
        clickedAt,
        clickId: clickIdOf(sample.workspaceId, clickedAt),
        soldAtMinute,
        arrivesAtMinute: soldAtMinute + (isLate ? 66 + random.below(10) : random.below(58)),
        isLate,
      };
    });
    await withDatabase(database.env, (app) =>
      asOwner(database.ownerUrl, (owner) => play(pairs, startMs, app, owner)),
    );
    const rows = await asOwner(database.ownerUrl, (db) =>
      db.select().from(schema.conversions).where(eq(schema.conversions.workspaceId, sample.workspaceId)),
    );
    const reasons = new Map(rows.map(({ externalId, reason }) => [externalId, reason]));
    const expected = pairs.map(({ externalId, isLate }) => [
      externalId,
      isLate ? "click_not_found" : "attributed",
    ]);
    expect(pairs.map(({ externalId }) => [externalId, reasons.get(externalId)])).toEqual(expected);
    const paid = await asOwner(database.ownerUrl, (db) => db.$count(schema.commissions));
    expect(paid).toBe(pairs.filter(({ isLate }) => !isLate).length);
  }, 600_000);
});
