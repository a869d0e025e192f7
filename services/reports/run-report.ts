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
import { comparedDays, comparedStarts, instantsOf, stretchStarts } from "../../core/reports/periods.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import { oldestClickDay } from "../clicks/oldest-click-day.ts";
import { sequenceAt } from "../ledger/as-of.ts";
import { findNetVerdicts } from "../reading/click-counts.ts";
import { type Context, transact } from "../shared/context.ts";
import { type Freshness, findFreshness } from "./freshness.ts";
import { type Asked, KEYS, list, type Period } from "./report-columns.ts";
import { clicksQuery, salesQuery } from "./report-query.ts";
import type { ReportPosition, ReportRequest } from "./report-request.ts";
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

/** A report. `totals` count all rows, also those of other pages; `nextAfter` is where the next page begins, null at the end. */
export type Report = {
  readonly rows: readonly ReportRow[];
  readonly nextAfter: ReportPosition | null;
  readonly totals: Omit<ReportRow, "place" | "keys">;
  readonly freshness: Freshness;
};

type Row = { kind: "row" | "total"; rn: string; v: string | null; period: number; t: number } & {
  currency: string | null;
} & Record<string, string | number | null>;

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
      couponsOf: request.couponsOf ?? null,
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
  const parts = periodsOf(request).flatMap((period) => [
    ...(asked.measures.some(isClickMeasure) ? [clicksQuery(asked, period)] : []),
    ...(asked.measures.every(isClickMeasure) ? [] : [salesQuery(asked, period)]),
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
      select ${keys}, v, row_number() over () as rn from (
        select * from (select ${keys}, ${sortValue(request)} as v from parts
                        where not is_total and ${request.groups.length > 0} group by ${keys}) as found
         where ${isAfter(request)} order by ${orderOf(request)} limit ${request.limit + 1}) as first
    )
    select 'row' as kind, page.rn::text, page.v::text, parts.* from page join parts on ${isSame} and not parts.is_total
     union all
    select 'total', '0', null, period, true, 0, '', '', '', currency, ${list(totals)} from parts group by period, currency
     order by 1, 2`;
}

/** The days that are asked for, and those they are compared with, cut at the same stretches of time. */
function periodsOf({ days, groups, timeZone, compare }: ReportRequest): readonly Period[] {
  const time = groups.find(isTimeGroup);
  const starts = time ? stretchStarts(time, days, timeZone) : [];
  const asked: Period = { ...days, nth: 0, starts };
  if (!compare) return [asked];
  const before = comparedStarts(starts, { days, comparison: compare, timeZone });
  return [asked, { ...comparedDays(days, compare), nth: 1, starts: before }];
}

const ORDER = ["t", ...KEYS];
function orderOf({ sort }: ReportRequest): SQL {
  const byGroups = sql.raw(ORDER.join(", "));
  if (sort.by === "groups") {
    return sort.descending ? sql.raw(ORDER.map((key) => `${key} desc`).join(", ")) : byGroups;
  }
  return sql`v ${sql.raw(sort.descending ? "desc" : "asc")} nulls last, ${byGroups}`;
}

/** True of the rows that come after a place, in `orderOf`. */
function isAfter({ sort, after }: ReportRequest): SQL {
  if (!after) return sql`true`;
  const given = list([
    sql`${after.place}::int`,
    ...KEYS.map((_, index) => sql`${after.keys[index] ?? ""}::text`),
  ]);
  const than = sql.raw(sort.descending ? "<" : ">");
  const keys = sql.raw(ORDER.join(", "));
  if (sort.by === "groups") return sql`(${keys}) ${than} (${given})`;
  const isBehind = sql`(${keys}) > (${given})`;
  if (after.value === null) return sql`v is null and ${isBehind}`;
  const value = sql`${after.value}::numeric`;
  return sql`(v is null or v ${than} ${value} or (v = ${value} and ${isBehind}))`;
}

/** As `core/reports/metrics.ts` works it out of the days asked for, in numbers that nothing is shown of. */
function sortValue({ sort }: ReportRequest): SQL {
  if (sort.by === "groups") return sql`null::numeric`;
  const metric: Metric = METRICS[sort.by];
  const sumOf = (each: Measure) => {
    const own = sql`coalesce(sum(${sql.identifier(`m_${each}`)}) filter (where period = 0), 0)`;
    return sql`${own} * ${sql.raw(isPpm(each) ? "1" : "1000000")}`;
  };
  const sum = (measures: readonly Measure[]) =>
    measures.length === 0 ? sql`0` : sql.join(measures.map(sumOf), sql` + `);
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
  const shown = found.slice(0, request.limit).map((each) => ({
    place: each[0]?.t ?? 0,
    keys: others.map((_, index) => String(each[0]?.[KEYS[index] as string] ?? "")),
    ...sumsBeside(each),
  }));
  const last = found.length > request.limit ? shown.at(-1) : undefined;
  const value = found[request.limit - 1]?.[0]?.v ?? null;
  return {
    rows: shown,
    nextAfter: last ? { value, place: last.place, keys: last.keys } : null,
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
