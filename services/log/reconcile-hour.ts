import { type Db, inWorkspace } from "../../db/client.ts";
import { clickReconciliations } from "../../db/schema/index.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { findRefused } from "./find-refused.ts";
import { type HourSlice, readSlices, slicesOf } from "./hour-slices.ts";
import { type LogHour, manifestKey } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import { digestOf, type PostgresHour, readPostgresHour, readPostgresIds } from "./postgres-ids.ts";
import { shownIdOf } from "./row-id.ts";
import { differingIds, type IdParts } from "./sorted-ids.ts";

/** Ids of each kind that a difference names. */
const NAMED_MAX = 100;

/** What differs between the stores, for a person: each kind only where there is one, at most 100 of it. */
export type Difference = {
  /** Clicks whose rows are in no Parquet file. */
  readonly only_in_postgres?: readonly string[];
  /** Clicks of Parquet files that have no row. */
  readonly only_in_parquet?: readonly string[];
  /** Clicks that Postgres would not take as rows, and keeps as bad rows: they count as there. */
  readonly refused?: readonly string[];
  /** Clicks that the Parquet files have more than once. */
  readonly repeated_in_parquet?: readonly string[];
  /** Files that are missing, broken, or of other rows than the manifest tells. */
  readonly broken_parts?: readonly string[];
  /** The rows were dropped with their day, when all of it was known to be in the log. */
  readonly dropped_from_postgres?: true;
};

/** How the stores stand to each other in one hour. */
export type Reconciliation = {
  readonly postgresClicks: number;
  readonly countedClicks: number;
  readonly parquetClicks: number;
  readonly manifestClicks: number;
  readonly isEqual: boolean;
  readonly difference: Difference;
};

/** What is found out while the slices of an hour are compared. */
type Findings = {
  parquetClicks: number;
  readonly onlyInPostgres: IdParts[];
  readonly onlyInParquet: IdParts[];
  readonly repeated: IdParts[];
  readonly broken: Set<string>;
};

/** What a comparison works with. */
export type ReconcileMeans = { readonly db: Db; readonly store: LogStore; readonly now: Date };

/**
 * Compares an hour in Postgres, in its Parquet files and in its manifest, id by id, and notes the result.
 *
 * Ids are compared by a digest first, so that of an hour without a difference no id leaves Postgres.
 */
export async function reconcileHour(means: ReconcileMeans, hour: LogHour): Promise<Reconciliation> {
  const { db, store } = means;
  const manifest = (await store.readManifest(manifestKey(hour)))?.manifest ?? null;
  const slices = slicesOf(manifest?.rows ?? 0);
  const postgres = await inWorkspace(db, hour.workspaceId, (tx) => readPostgresHour(tx, hour, slices));
  const findings: Findings = {
    parquetClicks: 0,
    ...{ onlyInPostgres: [], onlyInParquet: [], repeated: [], broken: new Set<string>() },
  };
  for await (const slice of readSlices(store, hour, { manifest, slices })) {
    await compareSlice(means, hour, { slice, postgres, findings });
  }
  return note(means, hour, { postgres, findings, manifestClicks: manifest?.rows ?? 0 });
}

async function compareSlice(
  { db }: ReconcileMeans,
  hour: LogHour,
  { slice, postgres, findings }: { slice: HourSlice; postgres: PostgresHour; findings: Findings },
): Promise<void> {
  findings.parquetClicks += slice.ids.times.length;
  findings.repeated.push(...slice.repeated);
  for (const name of slice.broken) findings.broken.add(name);
  const found = digestOf(slice.ids);
  const expected = postgres.digests.get(slice.index) ?? { clicks: 0, bits: 0 };
  if (postgres.isDropped || (found.clicks === expected.clicks && found.bits === expected.bits)) return;
  const ids = await inWorkspace(db, hour.workspaceId, (tx) => readPostgresIds(tx, hour, slice));
  const { onlyLeft, onlyRight } = differingIds(ids, slice.ids);
  for (const id of onlyLeft) findings.onlyInPostgres.push(id);
  for (const id of onlyRight) findings.onlyInParquet.push(id);
}

async function note(
  { db, now }: ReconcileMeans,
  hour: LogHour,
  found: { postgres: PostgresHour; findings: Findings; manifestClicks: number },
): Promise<Reconciliation> {
  const { postgres, findings, manifestClicks } = found;
  return inWorkspace(db, hour.workspaceId, async (tx) => {
    const refused = await findRefused(tx, hour, shown(hour, findings.onlyInParquet.slice(0, NAMED_MAX)));
    const counts = {
      postgresClicks: postgres.clicks,
      countedClicks: postgres.counted,
      parquetClicks: findings.parquetClicks,
      manifestClicks,
    };
    const isEqual = areEqual(found, refused.size);
    const difference = differenceOf(hour, found, refused);
    const row = { ...counts, isEqual, difference, checkedAt: now };
    await tx
      .insert(clickReconciliations)
      .values({ ...hour, ...row })
      .onConflictDoUpdate({
        target: [clickReconciliations.workspaceId, clickReconciliations.hour],
        set: row,
      });
    return { ...counts, isEqual, difference };
  });
}

function areEqual(
  {
    postgres,
    findings,
    manifestClicks,
  }: { postgres: PostgresHour; findings: Findings; manifestClicks: number },
  refused: number,
): boolean {
  const { onlyInPostgres, onlyInParquet, repeated, broken, parquetClicks } = findings;
  const isSound = repeated.length === 0 && broken.size === 0 && parquetClicks === manifestClicks;
  // Of a dropped day the counts are left, which tell nothing of what was refused.
  if (postgres.isDropped) return isSound && parquetClicks >= postgres.counted;
  const isSame = onlyInPostgres.length === 0 && onlyInParquet.length === refused;
  return isSound && isSame && postgres.counted === postgres.clicks;
}

function differenceOf(
  hour: LogHour,
  { postgres, findings }: { postgres: PostgresHour; findings: Findings },
  refused: ReadonlySet<string>,
): Difference {
  const { onlyInPostgres, onlyInParquet, repeated, broken } = findings;
  const kinds = {
    only_in_postgres: shown(hour, onlyInPostgres),
    only_in_parquet: shown(hour, onlyInParquet).filter((id) => !refused.has(id)),
    refused: [...refused],
    repeated_in_parquet: shown(hour, repeated),
    broken_parts: [...broken],
  };
  const named = Object.entries(kinds)
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => [kind, names.slice(0, NAMED_MAX)]);
  return { ...Object.fromEntries(named), ...(postgres.isDropped ? { dropped_from_postgres: true } : {}) };
}

function shown({ workspaceId }: LogHour, ids: readonly IdParts[]): readonly string[] {
  const tag = workspaceTag(workspaceId);
  return ids.map((id) => shownIdOf(id, tag));
}
