import { assert } from "../shared/assert.ts";
import { RATE_PPM_WHOLE, type Tier, type TieredAction } from "./commission-plan.ts";

/** What was sold: minor units of the plan's currency, and conversions. */
export type Volume = { readonly amountMinor: bigint; readonly conversions: bigint };

/** What a tiered rate is taken of. */
export type TieredSale = {
  /** The order's own amount, before it was shared. */
  readonly orderMinor: bigint;
  /** The affiliate's part of it. */
  readonly partMinor: bigint;
  /** That part in parts per million. */
  readonly creditPpm: bigint;
  /** The volume before this part and after it. */
  readonly before: Volume;
  readonly after: Volume;
};

/** A tiered rate as it came out: exact, in millionths of a millionth of a minor unit, and in words. */
export type TieredAmount = { readonly exact: bigint; readonly words: string };

/** Works out a tiered rate without rounding. A volume that is a tier's first belongs to that tier. */
export function tieredAmount(action: TieredAction, sale: TieredSale): TieredAmount {
  const { tiers, metric } = action;
  const { orderMinor, partMinor, creditPpm, before, after } = sale;
  const reached = (volume: Volume): bigint => (metric === "amount" ? volume.amountMinor : volume.conversions);
  if (action.mode === "per_order") {
    const ratePpm = rateAt(tiers, orderMinor);
    return { exact: partMinor * ratePpm * RATE_PPM_WHOLE, words: `order of ${orderMinor} at ${ratePpm} ppm` };
  }
  if (action.mode === "whole_period") {
    const [was, is] = [rateAt(tiers, reached(before)), rateAt(tiers, reached(after))];
    const exact = (is * after.amountMinor - was * before.amountMinor) * RATE_PPM_WHOLE;
    const words = `${after.amountMinor} at ${is} ppm less ${before.amountMinor} at ${was} ppm`;
    return { exact, words };
  }
  if (action.period === "order") {
    return { exact: banded(tiers, 0n, orderMinor) * creditPpm, words: `tiers from 0 to ${orderMinor}` };
  }
  if (metric === "conversions") {
    const ratePpm = rateAt(tiers, after.conversions);
    const words = `${partMinor} at ${ratePpm} ppm as conversion ${after.conversions}`;
    return { exact: partMinor * ratePpm * RATE_PPM_WHOLE, words };
  }
  const exact = banded(tiers, before.amountMinor, after.amountMinor) * RATE_PPM_WHOLE;
  return { exact, words: `tiers from ${before.amountMinor} to ${after.amountMinor}` };
}

/** The rate of the highest tier that a volume attains. */
function rateAt(tiers: readonly Tier[], volume: bigint): bigint {
  const tier = tiers.findLast(({ from }) => from <= volume);
  assert(tier !== undefined, "the first tier is from 0");
  return tier.ratePpm;
}

/** Each part of the volume between two amounts at the rate of its own tier, in millionths of a minor unit. */
function banded(tiers: readonly Tier[], from: bigint, to: bigint): bigint {
  return tiers.reduce((sum, tier, index) => {
    const next = tiers[index + 1]?.from;
    const low = tier.from > from ? tier.from : from;
    const high = next !== undefined && next < to ? next : to;
    return high > low ? sum + (high - low) * tier.ratePpm : sum;
  }, 0n);
}
