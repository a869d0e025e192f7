import type { MacroValues } from "../../core/events/macros.ts";
import { clickIdTextOf, type Hmac } from "../../core/link/click-id.ts";
import { SUB_IDS } from "../../core/link/parameters.ts";
import type { Currency } from "../../core/money/currency.ts";
import { formatMinor } from "../../core/money/format.ts";
import type { Claimed } from "../events/claim-deliveries.ts";
import type { Context } from "../shared/context.ts";
import type { PostbackFacts, ToldAffiliate } from "./load-facts.ts";

type Amount = { readonly amount_minor: string; readonly currency: Currency };
type Data = Readonly<Record<string, unknown>>;

/** What networks call where a commission stands. */
const STATUSES: Readonly<Record<string, string>> = {
  pending: "pending",
  held: "pending",
  reversed: "rejected",
};

/** The values of every macro for one event: what it said then, and what is known of the rest. */
export function macroValues(
  { workspaceId }: Context,
  event: Claimed,
  {
    affiliate,
    facts,
    hmac,
  }: {
    readonly affiliate: ToldAffiliate | null;
    readonly facts: PostbackFacts | undefined;
    readonly hmac: Hmac;
  },
): MacroValues {
  const { data } = event;
  return {
    event_id: event.eventId,
    event_type: event.type,
    workspace_id: workspaceId,
    ...timesOf("event", event.createdAt.toISOString()),
    event_timestamp_ms: String(event.createdAt.getTime()),
    affiliate_id: textOf(data.affiliate_id),
    ...{
      affiliate_name: affiliate?.name,
      affiliate_group: affiliate?.group,
      affiliate_tier: affiliate?.tier,
    },
    previous_status: textOf((data.change as Data | null)?.from),
    ...(data.object === "payout" ? ofPayout(data) : ofCommission(data)),
    ...(facts ? { ...ofConversion(facts), ...ofClick(facts, hmac) } : {}),
  };
}

function ofCommission(data: Data): MacroValues {
  const [full, reduced] = [data.amount as Amount, data.reduced as Amount];
  const { currency } = full;
  const left = String(BigInt(full.amount_minor) - BigInt(reduced.amount_minor));
  const status = String(data.status);
  const ids = { external_id: textOf(data.conversion_external_id), event: textOf(data.event) };
  return {
    ...{ status: STATUSES[status] ?? "approved", commission_status: status },
    ...{ commission_id: textOf(data.id), program_id: textOf(data.program_id) },
    ...sums("commission", left, currency),
    ...sums("commission_full", full.amount_minor, currency),
    ...sums("commission_reduced", reduced.amount_minor, currency),
    ...{
      commission_currency: currency,
      commission_kind: textOf(data.kind),
      commission_level: textOf(data.level),
    },
    ...{ plan_id: textOf(data.plan_id), plan_version: textOf(data.plan_version) },
    ...{ hold_until: textOf(data.hold_until), approved_at: textOf(data.approved_at) },
    ...{ payable_at: textOf(data.payable_at), conversion_id: textOf(data.conversion_id) },
    ...{ ...ids, order_id: ids.external_id, txid: ids.external_id, goal: ids.event },
  };
}

function ofPayout(data: Data): MacroValues {
  const amount = data.amount as Amount;
  return {
    ...{ status: textOf(data.status), payout_id: textOf(data.id), payout_status: textOf(data.status) },
    ...sums("payout", amount.amount_minor, amount.currency),
    ...{ payout_currency: amount.currency, payout_batch_id: textOf(data.batch_id) },
    ...{ payout_reference: textOf(data.reference), paid_at: textOf(data.paid_at) },
  };
}

function ofConversion(facts: PostbackFacts): MacroValues {
  const { program_name, rule_id, conversion_status, reason, coupon_code, customer_country } = facts;
  return {
    ...{ program_name, rule_id, conversion_status, reason, coupon_code, customer_country },
    ...sums("amount", facts.amount_minor, facts.currency),
    ...sums("refunded", facts.refunded_minor, facts.currency),
    ...sums("base", facts.base_minor, facts.base_currency),
    currency: facts.currency,
    ...{ occurred_at: facts.occurred_at, received_at: facts.received_at },
    occurred_timestamp: secondsOf(facts.occurred_at),
  };
}

function ofClick(facts: PostbackFacts, hmac: Hmac): MacroValues {
  const { clicked_at, country, region, language, device, os, browser } = facts;
  const { referrer_host, landing_host, variant_id, link_id, slug, link_host, sub_ids } = facts;
  return {
    click_id: facts.click === null ? null : clickIdTextOf(facts.click, hmac),
    ...Object.fromEntries(SUB_IDS.map((name, index) => [name, sub_ids?.[index]])),
    subid: sub_ids?.[0],
    ...{
      clicked_at,
      clicked_timestamp: secondsOf(clicked_at),
      country,
      region,
      language,
      device,
      os,
      browser,
    },
    ...{ referrer_host, landing_host, variant_id, link_id, slug, link_host },
  };
}

function sums(name: string, minor: string | null, currency: Currency | null): MacroValues {
  if (minor === null || currency === null) return {};
  return { [name]: formatMinor(BigInt(minor), currency), [`${name}_minor`]: minor };
}

const timesOf = (name: string, at: string): MacroValues => ({
  [`${name}_time`]: at,
  [`${name}_timestamp`]: secondsOf(at),
});

const secondsOf = (at: string | null): string | null =>
  at === null ? null : String(Math.floor(Date.parse(at) / 1000));

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);
