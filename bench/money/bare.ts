import type pg from "pg";

/** The rows of a batch, table by table, in an order in which each refers to earlier ones. */
export type BareRows = readonly { readonly table: string; readonly columns: string; readonly json: string }[];

/** Which rows of each table a batch of conversions wrote; `$1` is the workspace, `$2` the conversions. */
const TABLES: readonly (readonly [string, string])[] = [
  ["conversions", "id = any ($2)"],
  ["journeys", "conversion_id = any ($2)"],
  [
    "journey_touches",
    "journey_id in (select id from journeys where workspace_id = $1 and conversion_id = any ($2))",
  ],
  ["decisions", "conversion_id = any ($2)"],
  [
    "credits",
    "decision_id in (select id from decisions where workspace_id = $1 and conversion_id = any ($2))",
  ],
  [
    "fraud_scores",
    "decision_id in (select id from decisions where workspace_id = $1 and conversion_id = any ($2))",
  ],
  ["commissions", "conversion_id = any ($2)"],
  ["identity_edges", "conversion_id = any ($2)"],
  [
    "journals",
    `refs ->> 'commission_id' in (select id from commissions where workspace_id = $1 and conversion_id = any ($2))`,
  ],
  [
    "ledger_entries",
    `journal_id in (select id from journals where workspace_id = $1 and refs ->> 'commission_id' in
       (select id from commissions where workspace_id = $1 and conversion_id = any ($2)))`,
  ],
  ["audit_log", "subject_id = any ($2)"],
];

/** Reads what a batch wrote, as rows of another workspace. */
export async function readRows(
  owner: pg.Client,
  conversionIds: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<BareRows> {
  const rows = [];
  for (const [table, condition] of TABLES) {
    const order = table === "journals" ? "order by sequence" : "";
    const columns = await owner.query<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''`,
      [table],
    );
    const found = await owner.query<{ json: string }>(
      `select coalesce(json_agg(t), '[]')::text as json
         from (select * from ${table} where workspace_id = $1 and (${condition}) ${order}) t`,
      [from, conversionIds],
    );
    const json = (found.rows[0]?.json ?? "[]").replaceAll(from, to);
    rows.push({ table, columns: columns.rows[0]?.columns ?? "", json });
  }
  return rows;
}

/** Inserts rows as they are, a statement a table, in one transaction: what no settling can do without. */
export async function insertBare(app: pg.Client, rows: BareRows): Promise<void> {
  await app.query("begin");
  for (const { table, columns, json } of rows) {
    await app.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1::json)`,
      [json],
    );
  }
  await app.query("commit");
}

/** Copies what rows of a workspace refer to, so that another workspace can take them. */
export async function copyTerms(
  owner: pg.Client,
  { from, to }: { readonly from: string; readonly to: string },
) {
  for (const table of ["plans", "plan_versions", "programs", "affiliates"]) {
    await owner.query(
      `insert into ${table} select (json_populate_record(null::${table}, replace(row_to_json(t)::text, $1, $2)::json)).*
         from ${table} t where workspace_id = $1 on conflict do nothing`,
      [from, to],
    );
  }
}
