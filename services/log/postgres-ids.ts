import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { HOUR_MS, type LogHour } from "./log-keys.ts";
import type { SortedIds } from "./sorted-ids.ts";

/** How many clicks a slice of an hour has, and the sum without carries of their random bits. */
export type Digest = { readonly clicks: number; readonly bits: number };

/** What Postgres says of an hour. */
export type PostgresHour = {
  /** By the number of the slice; a slice without clicks has none. */
  readonly digests: ReadonlyMap<number, Digest>;
  readonly clicks: number;
  /** By the counts written along with the rows. */
  readonly counted: number;
  /** The day was dropped, as all of it was known to be in the log. */
  readonly isDropped: boolean;
};

/** Rows of the hour, by the bounds of its ids. */
const isInHour = ({ workspaceId, hour }: LogHour, fromMs: number, untilMs: number) => sql`
  workspace_id = ${workspaceId}
  and id >= click_id_lower_bound(${new Date(hour.getTime() + fromMs).toISOString()}::timestamptz)
  and id < click_id_lower_bound(${new Date(hour.getTime() + untilMs).toISOString()}::timestamptz)`;

/** Counts an hour, and digests it by slices of equal time, in the transaction of the workspace. */
export async function readPostgresHour(tx: Db, hour: LogHour, slices: number): Promise<PostgresHour> {
  const hourText = hour.hour.toISOString();
  // The time is the first 48 bits of the id, the random bits are its last 48.
  const { rows } = (await tx.execute(sql`
    select floor((('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - ${hour.hour.getTime()}::bigint)
                 * ${slices}::int / ${HOUR_MS}::numeric)::int as slice,
           count(*)::int as clicks, bit_xor(('x' || right(id::text, 12))::bit(48)::bigint)::text as bits
      from clicks where ${isInHour(hour, 0, HOUR_MS)} group by 1`)) as unknown as {
    rows: { slice: number; clicks: number; bits: string }[];
  };
  const { rows: sums } = (await tx.execute(sql`
    select (select coalesce(sum(clicks), 0)::text from click_counts
             where workspace_id = ${hour.workspaceId} and hour = ${hourText}::timestamptz) as counted,
           to_regclass('public.clicks_' || to_char(${hourText}::timestamptz at time zone 'UTC', 'YYYYMMDD')) is null
             and ${hourText}::timestamptz < now() - interval '90 days' as dropped`)) as unknown as {
    rows: { counted: string; dropped: boolean }[];
  };
  return {
    digests: new Map(rows.map(({ slice, clicks, bits }) => [slice, { clicks, bits: Number(bits) }])),
    clicks: rows.reduce((sum, { clicks }) => sum + clicks, 0),
    counted: Number(sums[0]?.counted ?? 0),
    isDropped: sums[0]?.dropped ?? false,
  };
}

/** The ids of the rows between two instants, ascending. */
export async function readPostgresIds(
  tx: Db,
  hour: LogHour,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): Promise<SortedIds> {
  const startMs = hour.hour.getTime();
  const { rows } = (await tx.execute(sql`
    select id::text from clicks where ${isInHour(hour, fromMs - startMs, untilMs - startMs)} order by id`)) as unknown as {
    rows: { id: string }[];
  };
  const hex = rows.map(({ id }) => id.replaceAll("-", ""));
  return {
    times: Float64Array.from(hex, (digits) => Number.parseInt(digits.slice(0, 12), 16)),
    randoms: Float64Array.from(hex, (digits) => Number.parseInt(digits.slice(20), 16)),
  };
}

/** The digest of ids, as Postgres computes it. */
export function digestOf({ randoms }: SortedIds): Digest {
  let high = 0;
  let low = 0;
  for (const random of randoms) {
    high ^= Math.floor(random / 2 ** 24);
    low ^= random % 2 ** 24;
  }
  return { clicks: randoms.length, bits: high * 2 ** 24 + low };
}
