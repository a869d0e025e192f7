import { beforeAll, expect } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import { withDatabase, withHttpDatabase } from "../../db/client.ts";
import { writeClicks } from "../../services/clicks/write-clicks.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { type ApiWithSample, apiWithSample } from "./api-with-sample.ts";
import type { Answer } from "./call-api.ts";
import { countedClick } from "./clicks.ts";
import { saleOf, TEST_HMACS } from "./sales.ts";
import { contextOf } from "./sample.ts";

/** A day. */
export const DAY_MS = 86_400_000;
/** Midnight of a Monday some days ago. */
export const MONDAY_MS = (Math.floor(Date.now() / DAY_MS / 7) * 7 - 10) * DAY_MS;
/** The nth day after it. */
export const day = (nth: number) => new Date(MONDAY_MS + nth * DAY_MS).toISOString().slice(0, 10);
/** Hours into the nth day. */
export const at = (nth: number, hours: number) => new Date(MONDAY_MS + nth * DAY_MS + hours * 3_600_000);
/** Its week. */
export const SPAN = `from=${day(0)}&to=${day(7)}`;
/** The currency of most sales. */
export const EUR = "EUR" as Currency;

/**
 * A shop and its week. Of Ada two people clicked, one of them twice, and a bot; of Grace one. Ada sold for 100 and 60 EUR, Grace
 * for 50 USD, nobody for 7 EUR.
 */
export function reportedShop(): ApiWithSample & {
  report(query: string, path?: string): Promise<Answer["body"]>;
} {
  const shop = apiWithSample();
  beforeAll(() => sellInAWeek(shop));
  return Object.assign(shop, {
    report: async (query: string, path = "/v1/reports") => {
      const { status, body } = await shop.get(`${path}?${SPAN}&${query}`);
      expect(body.error, query).toBeUndefined();
      expect(status).toBe(200);
      return body;
    },
  });
}

async function sellInAWeek(shop: ApiWithSample): Promise<void> {
  const [ada, grace] = shop.sample.affiliates;
  const click = (nth: 0 | 1, change: Parameters<typeof countedClick>[2]) =>
    countedClick(shop.sample, nth === 0 ? ada : grace, { country: "DE", sub_ids: ["mail"], ...change });
  const clicks = [
    click(0, { at: at(0, 10), visitor_id: "one" }),
    click(0, { at: at(0, 11), visitor_id: "one" }),
    click(0, { at: at(1, 23.5), visitor_id: "two", country: "AT", sub_ids: ["site", "x"] }),
    click(0, { at: at(1, 12), verdict: "bot", country: null, sub_ids: [] }),
    click(1, { at: at(1, 9), referrer_host: "blog.example" }),
  ];
  const sell = (externalId: string, index: number | null, more: object) =>
    saleOf(shop.sample, {
      ...{
        externalId,
        clickIds: index === null ? [] : [clicks[index]?.click.id ?? ""],
        amountMinor: 10_000n,
      },
      ...more,
    });
  await withHttpDatabase(shop.database.env, (db) => writeClicks(db, { clicks, bad: [] }, new Date()));
  await withDatabase(shop.database.env, (db) =>
    settleConversions(
      contextOf(db, shop.sample.workspaceId),
      [
        sell("a1", 0, { occurredAt: at(0, 12), couponCode: "SPRING" }),
        sell("a2", 2, { occurredAt: at(1, 23.75), amountMinor: 6_000n }),
        sell("g1", 4, { occurredAt: at(1, 10), amountMinor: 5_000n, currency: "USD" as Currency }),
        sell("n1", null, { occurredAt: at(2, 10), amountMinor: 700n }),
      ],
      TEST_HMACS,
    ),
  );
}
