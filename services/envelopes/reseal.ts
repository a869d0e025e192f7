import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { type EnvelopeKeys, rewrapEnvelope } from "../../platform/envelope.ts";
import { byProof } from "../people/by-proof.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { eachApart, throwTogether } from "../shared/each-apart.ts";

/** Envelopes that one transaction wraps anew; the next takes the rest. */
const ROWS_PER_TRANSACTION_MAX = 500;

/** A column of envelopes, and the columns that name the place of each: all are sealed for `table ids`. */
type SealedColumn = { readonly table: string; readonly column: string; readonly ids: readonly string[] };

const OF_WORKSPACE = ["workspace_id", "id"];

/** What is sealed under `ENVELOPE_KEYS` in a workspace. */
const OF_WORKSPACES: readonly SealedColumn[] = [
  { table: "payout_methods", column: "sealed", ids: OF_WORKSPACE },
  { table: "step_up_factors", column: "sealed", ids: OF_WORKSPACE },
  { table: "notices", column: "sealed", ids: OF_WORKSPACE },
  { table: "event_targets", column: "sealed_secret", ids: OF_WORKSPACE },
  { table: "event_targets", column: "sealed_earlier_secret", ids: OF_WORKSPACE },
];
/** What is sealed under `PAYOUT_ACCOUNT_KEYS`. */
const OF_ACCOUNTS: readonly SealedColumn[] = [
  { table: "payout_accounts", column: "sealed", ids: ["workspace_id", "provider", "identity"] },
  { table: "payout_callbacks", column: "sealed", ids: ["workspace_id", "provider", "digest"] },
];
/** What is sealed under `ENVELOPE_KEYS` of people, who are of no workspace. */
const OF_PEOPLE: readonly SealedColumn[] = [
  { table: "person_factors", column: "sealed", ids: ["id"] },
  { table: "person_mails", column: "sealed", ids: ["id"] },
];

/** Every column of the database that `reseal…` wraps anew. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [...OF_WORKSPACES, ...OF_ACCOUNTS, ...OF_PEOPLE];

/** The keys of a deployment, of each kind the one that seals first. */
export type SealingKeys = { readonly envelopes: EnvelopeKeys; readonly accounts: EnvelopeKeys };

/**
 * Wraps all that a workspace has sealed under an older key under the first one, so that nothing needs the older any more. Each row
 * names its key, so a run that ends early goes on where it was. What is sealed is never opened. Gives how many.
 */
export async function resealWorkspace(
  context: Context,
  { envelopes, accounts }: SealingKeys,
  rowsMax = ROWS_PER_TRANSACTION_MAX,
): Promise<number> {
  const columns = [
    ...OF_WORKSPACES.map((column) => ({ column, keys: envelopes })),
    ...OF_ACCOUNTS.map((column) => ({ column, keys: accounts })),
  ];
  const mine = sql`workspace_id = ${context.workspaceId}`;
  return eachColumn(columns, rowsMax, ({ column, keys }) =>
    transact(context, async (tx) => {
      const batch = await wrapSome(tx, column, { keys, rowsMax, which: mine });
      const change = { column: column.column, key: keys[0].id, count: batch.wrapped };
      if (batch.wrapped > 0) {
        await audit(tx, context, [{ action: "envelopes.resealed", subjectId: column.table, change }]);
      }
      return batch;
    }),
  );
}

/** As `resealWorkspace`, what is of people. */
export async function resealPeople(
  db: Db,
  keys: EnvelopeKeys,
  rowsMax = ROWS_PER_TRANSACTION_MAX,
): Promise<number> {
  return eachColumn(OF_PEOPLE, rowsMax, (column) =>
    byProof(db, { resealer: "on" }, (tx) => wrapSome(tx, column, { keys, rowsMax, which: sql`true` })),
  );
}

/** What a transaction found of a column, what of that it wrapped, and what does not open. */
type Batch = { readonly found: number; readonly wrapped: number; readonly broken: readonly Error[] };

/**
 * Of each column until a transaction finds less than it may take, or can wrap nothing of it. What does not open keeps nothing
 * else from being wrapped, and is thrown at the end.
 */
async function eachColumn<Column>(
  columns: readonly Column[],
  rowsMax: number,
  wrap: (column: Column) => Promise<Batch>,
): Promise<number> {
  let total = 0;
  await eachApart(columns, async (column) => {
    for (;;) {
      const { found, wrapped, broken } = await wrap(column);
      total += wrapped;
      if (found === rowsMax && wrapped > 0) continue;
      return throwTogether(broken);
    }
  });
  return total;
}

type Row = { readonly at: string; readonly sealed: string; readonly ids: readonly string[] };

function wrapAnew(sealed: string, keys: EnvelopeKeys, place: string): string | Error {
  try {
    return rewrapEnvelope(sealed, { keys, place });
  } catch (cause) {
    return new Error(`what is sealed for ${place} does not open`, { cause });
  }
}

/** Wraps some of a column. A row that was sealed anew meanwhile stays as it is. */
async function wrapSome(
  tx: Db,
  { table, column, ids }: SealedColumn,
  { keys, rowsMax, which }: { readonly keys: EnvelopeKeys; readonly rowsMax: number; readonly which: SQL },
): Promise<Batch> {
  const [, ...older] = keys;
  if (older.length === 0) return { found: 0, wrapped: 0, broken: [] };
  const name = sql.identifier(column);
  const { rows } = (await tx.execute(sql`
    select ctid::text as at, ${name} as sealed, jsonb_build_array(${sql.join(
      ids.map((id) => sql.identifier(id)),
      sql`, `,
    )}) as ids
      from ${sql.identifier(table)}
     where ${which} and split_part(${name}, '.', 2) in (select jsonb_array_elements_text(${JSON.stringify(older.map(({ id }) => id))}::jsonb))
     limit ${rowsMax}`)) as unknown as { rows: readonly Row[] };
  const anew = rows.map(({ at, sealed, ids: placed }) => ({
    ...{ at, sealed, anew: wrapAnew(sealed, keys, [table, ...placed].join(" ")) },
  }));
  const broken = anew.flatMap((row) => (row.anew instanceof Error ? [row.anew] : []));
  const opened = anew.filter((row) => typeof row.anew === "string");
  if (opened.length === 0) return { found: rows.length, wrapped: 0, broken };
  const updated = (await tx.execute(sql`
    update ${sql.identifier(table)} as row set ${name} = given.anew
      from jsonb_to_recordset(${JSON.stringify(opened)}::jsonb) as given(at text, sealed text, anew text)
     where row.ctid = given.at::tid and row.${name} = given.sealed
    returning 1`)) as unknown as { rows: unknown[] };
  return { found: rows.length, wrapped: updated.rows.length, broken };
}
