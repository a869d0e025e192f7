import { type SQL, sql } from "drizzle-orm";
import { isTimeGroup } from "../../core/reports/dimensions.ts";
import {
  isClickMeasure,
  isPpm,
  METRICS,
  type Measure,
  type Metric,
  measuresOf,
} from "../../core/reports/metrics.ts";
import { comparedDays, instantsOf } from "../../core/reports/periods.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import { oldestClickDay } from "../clicks/oldest-click-day.ts";
import { sequenceAt } from "../ledger/as-of.ts";
import { findNetVerdicts } from "../reading/click-counts.ts";
import { type Context, transact } from "../shared/context.ts";
import { type Freshness, findFreshness } from "./freshness.ts";
import { type Asked, KEYS, list } from "./report-columns.ts";
import { clicksQuery, salesQuery } from "./report-query.ts";
import type { ReportRequest } from "./report-request.ts";

import { judgeRows, type RowsRefused } from "./row-limits.ts";

/** Sums: of clicks and conversions in all, and per currency. */
export type Sums = {
  readonly all: ReadonlyMap<Measure, bigint>;
  readonly byCurrency: ReadonlyMap<string, ReadonlyMap<Measure, bigint>>;
};

/** A row: its place in time, its keys (empty where nothing is said), and the sums, of the days before too. */
export type ReportRow = {
  readonly place: number;
  readonly keys: readonly string[];
  readonly sums: Sums;
  readonly before: Sums | null;
};

/** A report. `totals` count all rows, also those of other pages. */
export type Report = {
  readonly rows: readonly ReportRow[];
  readonly hasMore: boolean;
  readonly totals: Omit<ReportRow, "place" | "keys">;
  readonly freshness: Freshness;
};

type Row = { kind: "row" | "total"; rn: string; period: number; t: number; currency: string | null } & Record<
  string,
  string | number | null
>;

/**
 * Answers a question to the counts in one statement, so that all it says is of one moment. Of an instant that has passed
 * rows tell alone, since counts are of now.
 */
export async function runReport(context: Context, given: ReportRequest): Promise<Report | RowsRefused> {
  const at = given.asOf ?? null;
  const asOf = at && { at, through: await sequenceAt(context, at) };
  const request = asOf ? { ...given, clicksFrom: "rows" as const, salesFrom: "rows" as const } : given;
  return transact(context, async (tx) => {
    const rowsSince = await oldestClickDay(tx, context.now);
    const refused = await judgeRows(tx, context, { ...request, rowsSince });
    if (refused) return refused;
    const until = new Date(instantsOf(request.days, request.timeZone).untilMs);
    const measures = neededMeasures(request);
    const asked: Asked = {
      ...request,
      ...{ workspaceId: context.workspaceId, measures, rowsSince, asOf },
      netVerdicts: await findNetVerdicts(
        tx,
        { ...context, now: at ?? context.now },
        { from: until, to: until },
      ),
    };
    const { rows } = (await tx.execute(statementOf(request, asked))) as unknown as { rows: Row[] };
    const freshness = await findFreshness(tx, context, at);
    return { ...assemble(request, measures, rows), freshness };
  });
}

/** Every sum the metrics need, and those sorted by; once. */
function neededMeasures({ metrics, sort }: ReportRequest): readonly Measure[] {
  const names = sort.by === "groups" ? metrics : [...metrics, sort.by];
  return [...new Set(names.flatMap((name) => measuresOf(METRICS[name])))];
}

function statementOf(request: ReportRequest, asked: Asked): SQL {
  const periods = request.compare
    ? [request.days, comparedDays(request.days, request.compare)]
    : [request.days];
  const parts = periods.flatMap((days, period) => [
    ...(asked.measures.some(isClickMeasure) ? [clicksQuery(asked, days, period)] : []),
    ...(asked.measures.every(isClickMeasure) ? [] : [salesQuery(asked, days, period)]),
  ]);
  const names = asked.measures.map((measure) => sql.identifier(`m_${measure}`));
  // Visitors of several rows may be the same: they have a row in all.
  const totals = asked.measures.map(
    (measure, index) =>
      sql`coalesce(sum(${names[index]}) filter (where is_total = ${measure === "unique"}), 0)`,
  );
  const keys = sql.raw(["t", ...KEYS].join(", "));
  const columns = sql`period, is_total, ${keys}, currency, ${list(names.map((name) => sql`${name}`))}`;
  const isSame = sql`parts.t = page.t and ${sql.raw(KEYS.map((key) => `parts.${key} = page.${key}`).join(" and "))}`;
  return sql`
    with parts (${columns}) as materialized (${sql.join(parts, sql` union all `)}), page as materialized (
      select ${keys}, row_number() over () as rn from (
        select ${keys} from parts where period = 0 and not is_total and ${request.groups.length > 0} group by ${keys}
         order by ${orderOf(request)} limit ${request.limit + 1} offset ${request.offset}) as first
    )
    select 'row' as kind, page.rn::text, parts.* from page join parts on ${isSame} and not parts.is_total
     union all
    select 'total', '0', period, true, 0, '', '', '', currency, ${list(totals)} from parts group by period, currency
     order by 1, 2`;
}

function orderOf({ sort }: ReportRequest): SQL {
  const byGroups = sql.raw(["t", ...KEYS].join(", "));
  if (sort.by === "groups") {
    return sort.descending ? sql.raw(["t", ...KEYS].map((key) => `${key} desc`).join(", ")) : byGroups;
  }
  return sql`${sortValue(METRICS[sort.by])} ${sql.raw(sort.descending ? "desc" : "asc")} nulls last, ${byGroups}`;
}

/** As `core/reports/metrics.ts` works it out, in numbers that nothing is shown of. */
function sortValue(metric: Metric): SQL {
  const sum = (measures: readonly Measure[]) =>
    measures.length === 0
      ? sql`0`
      : sql.join(
          measures.map(
            (each) => sql`sum(${sql.identifier(`m_${each}`)}) * ${sql.raw(isPpm(each) ? "1" : "1000000")}`,
          ),
          sql` + `,
        );
  const value = sql`(${sum(metric.plus)} - (${sum(metric.minus ?? [])}))`;
  return metric.per ? sql`${value} / nullif(${sum(metric.per)}, 0)` : value;
}

function assemble(
  request: ReportRequest,
  measures: readonly Measure[],
  rows: readonly Row[],
): Omit<Report, "freshness"> {
  const others = request.groups.filter((group) => !isTimeGroup(group));
  const totals = rows.filter(({ kind }) => kind === "total");
  const byPlace = groupBy(
    rows.filter(({ kind }) => kind === "row"),
    ({ rn }) => Number(rn),
  );
  const found = [...byPlace.entries()].sort(([left], [right]) => left - right).map(([, each]) => each);
  const sumsBeside = (each: readonly Row[]) => ({
    sums: sumsOf(measures, each, 0),
    before: request.compare ? sumsOf(measures, each, 1) : null,
  });
  return {
    rows: found.slice(0, request.limit).map((each) => ({
      place: each[0]?.t ?? 0,
      keys: others.map((_, index) => String(each[0]?.[KEYS[index] as string] ?? "")),
      ...sumsBeside(each),
    })),
    hasMore: found.length > request.limit,
    totals: sumsBeside(totals),
  };
}

function sumsOf(measures: readonly Measure[], rows: readonly Row[], period: number): Sums {
  const all = new Map<Measure, bigint>();
  const byCurrency = new Map<string, Map<Measure, bigint>>();
  for (const row of rows.filter((each) => each.period === period)) {
    const own = new Map<Measure, bigint>();
    for (const measure of measures) {
      const sum = BigInt(row[`m_${measure}`] ?? 0);
      all.set(measure, (all.get(measure) ?? 0n) + sum);
      own.set(measure, sum);
    }
    if (row.currency !== null) byCurrency.set(row.currency, own);
  }
  return { all, byCurrency };
}
