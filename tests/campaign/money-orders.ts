import { conversionId } from "../../platform/conversion-id.ts";
import type { ToSettle } from "../../services/conversions/settle-conversions.ts";
import { saleOf } from "../support/sales.ts";
import type { Sale } from "./money-facts.ts";
import type { HistoryEvent } from "./money-histories.ts";
import { type MoneyWorld, nth } from "./money-world.ts";

const MINUTE_MS = 60_000;

/** An order as a history has it. */
export type Sketch = Extract<HistoryEvent, { readonly kind: "sales" }>["sales"][number];
/** An order as the model is told of it, and as the system is. */
export type MadeSale = { readonly sale: Sale; readonly toSettle: ToSettle };

/** Makes an order of now, or of some minutes ago, that names clicks there are. */
export function makeSale(
  world: MoneyWorld,
  { clicks, customer, coupon, minutesAgo, ...sums }: Sketch,
  {
    externalId,
    nowMs,
    clickTexts,
  }: {
    readonly externalId: string;
    readonly nowMs: number;
    readonly clickTexts: ReadonlyMap<string, string>;
  },
): MadeSale {
  const { workspaceId, keyId, books } = world;
  const id = conversionId(workspaceId, externalId);
  const latest = books.clicks.toReversed();
  const clickIds = [...new Set(latest.length > 0 ? clicks.map((each) => nth(latest, each).id) : [])];
  const occurredAtMs = nowMs - minutesAgo * MINUTE_MS;
  const codes = [...books.coupons.map(({ code }) => code), "UNKNOWN"];
  const sale: Sale = {
    ...{ ...sums, id, clickIds, occurredAtMs, receivedAtMs: nowMs },
    customer: customer === null ? null : `customer-${customer}`,
    couponCode: coupon === null ? null : nth(codes, coupon),
  };
  const toSettle = saleOf(
    { workspaceId, keyId },
    {
      ...{ ...sums, externalId, couponCode: sale.couponCode, customerExternalId: sale.customer },
      clickIds: clickIds.map((each) => clickTexts.get(each) ?? ""),
      items: sums.items.map(({ category, amountMinor, ...item }) => {
        return { ...item, ...(category === null ? {} : { category }), amount_minor: String(amountMinor) };
      }),
      ...{ occurredAt: new Date(occurredAtMs), receivedAt: new Date(nowMs) },
    },
  );
  return { sale, toSettle };
}
