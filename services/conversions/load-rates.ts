import { sql } from "drizzle-orm";
import { asksVolumes } from "../../core/commission/commission-plan.ts";
import { type FxRate, RATE_AGE_DAYS_MAX } from "../../core/money/fx.ts";
import type { Case } from "../../core/settlement/decide.ts";
import type { Terms } from "../../core/settlement/terms.ts";
import type { Db } from "../../db/client.ts";

/** Loads the rates of the days of the conversions and of some days before; none where nothing is valued or converted. */
export async function loadRates(tx: Db, terms: Terms, cases: readonly Case[]): Promise<readonly FxRate[]> {
  if (!mayConvert(terms)) return [];
  const instants = cases.map(({ conversion }) => ({ at_ms: conversion.occurredAt.getTime() }));
  const { rows } = (await tx.execute(sql`
    with days as (
      select distinct (to_timestamp(at_ms / 1000.0) at time zone 'UTC')::date as day
        from json_to_recordset(${JSON.stringify(instants)}::json) as given(at_ms bigint))
    select distinct source, fx_rates.day::text as day, trim(currency) as currency, rate
      from fx_rates join days
        on fx_rates.day between days.day - ${RATE_AGE_DAYS_MAX}::int and days.day`)) as unknown as {
    rows: FxRate[];
  };
  return rows;
}

function mayConvert({ programs, plans }: Terms): boolean {
  const isConverted = [...programs.values()]
    .flatMap((program) => [program, ...program.former])
    .some(({ commissionCurrency: paid }) => paid === "program" || paid === "affiliate");
  // Volumes are of orders of any currency, and are valued in that of the sale where the plan has none.
  return (
    isConverted || [...plans.values()].flat().some(({ plan }) => plan.currency !== null || asksVolumes(plan))
  );
}
