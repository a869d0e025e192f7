import * as z from "zod/mini";
import { type EventShape, type EventType, eventKind } from "../../core/events/catalogue.ts";
import { jsonObject } from "../described.ts";

const instant = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/));
const money = z.object({
  amount_minor: z.string().check(z.regex(/^-?\d{1,19}$/)),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
});
/** What changed, by the names of fields; null where it was too long to be told. */
const change = z.nullable(
  jsonObject("As the audit log tells it, of at most 8192 characters of JSON; else null."),
);

const conversion = z.object({
  ...{ id: z.string(), object: z.literal("conversion"), external_id: z.string(), event: z.string() },
  status: z.enum(["received", "attributed", "unattributed"]),
  reason: z.nullable(z.string()),
  ...{ amount: money, refunded: money, coupon_code: z.nullable(z.string()) },
  ...{ occurred_at: instant, received_at: instant, decided_at: z.nullable(instant), change },
});

const conversionChange = z.object({
  ...{ id: z.string(), object: z.literal("conversion_change"), external_id: z.string() },
  kind: z.enum(["refund", "cancel", "chargeback", "chargeback_won"]),
  ...{ conversion_id: z.string(), conversion_external_id: z.string() },
  /** Null for the whole sale, or for items of it. */
  amount: z.nullable(money),
  /** What of the sale was given back in all. */
  refunded: money,
  ...{ reason: z.nullable(z.string()), occurred_at: instant, change },
});

const commission = z.object({
  ...{ id: z.string(), object: z.literal("commission") },
  status: z.enum(["pending", "approved", "held", "batched", "paid", "reversed"]),
  kind: z.enum(["sale", "override", "bonus"]),
  ...{ level: z.int(), affiliate_id: z.string(), program_id: z.string() },
  ...{ conversion_id: z.string(), conversion_external_id: z.string(), event: z.string() },
  ...{ amount: money, reduced: money, plan_id: z.string(), plan_version: z.int() },
  ...{ hold_until: instant, approved_at: z.nullable(instant), payable_at: z.nullable(instant), change },
});

const payout = z.object({
  ...{ id: z.string(), object: z.literal("payout"), status: z.string(), batch_id: z.string() },
  ...{ affiliate_id: z.string(), amount: money },
  ...{ reference: z.nullable(z.string()), reason: z.nullable(z.string()) },
  ...{ paid_at: z.nullable(instant), ended_at: z.nullable(instant), change },
});

const changed = z.object({ id: z.string(), object: z.string(), change });

const DATA = {
  ...{ change: changed, conversion, commission, payout },
  conversion_change: conversionChange,
} as const satisfies Readonly<Record<EventShape, z.ZodMiniType>>;

/** Contract of an event of a type as it is delivered and listed, version 1. It only grows. */
export function eventContract(type: EventType) {
  return z.object({
    ...{ id: z.string(), object: z.literal("event"), version: z.literal(1), type: z.literal(type) },
    ...{ workspace_id: z.string(), timestamp: instant, data: DATA[eventKind(type).shape] },
  });
}

/** What an event of some type tells. */
export const eventData = z.union([conversion, conversionChange, commission, payout, changed]);
