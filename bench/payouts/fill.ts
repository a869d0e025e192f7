import type pg from "pg";
import type { Shop } from "../ingest/clicks.ts";

/** How much is owed, and to how many. */
export type Load = { readonly affiliates: number; readonly commissions: number };

/**
 * Fills a workspace with affiliates and approved commissions in turn, ten in a hundred affiliates below any sum worth
 * paying. Foreign keys are not checked: what a commission follows from is not part of what is measured.
 */
export async function fillCommissions(
  owner: pg.Client,
  { workspaceId, programId }: Pick<Shop, "workspaceId" | "programId">,
  { affiliates, commissions }: Load,
): Promise<void> {
  const { rows } = await owner.query("select plan_id from programs where workspace_id = $1", [workspaceId]);
  await owner.query("set session_replication_role = replica");
  await owner.query(
    `insert into affiliates (workspace_id, id, name, email)
     select $1, 'aff_' || lpad(n::text, 26, '0'), 'Affiliate ' || n, 'a' || n || '@affiliates.example'
       from generate_series(0, $2::int - 1) n`,
    [workspaceId, affiliates],
  );
  await owner.query(
    `insert into commissions (workspace_id, id, decision_id, credit_position, conversion_id, affiliate_id, program_id,
                              plan_id, plan_version, base_minor, base_currency, amount_minor, currency, arithmetic,
                              status, hold_until, approved_at, created_at)
     select $1, 'com_' || lpad(n::text, 26, '0'), 'dec_' || lpad(n::text, 26, '0'), 0, 'cnv_' || lpad(n::text, 26, '0'),
            'aff_' || lpad((n % $2::int)::text, 26, '0'), $3, $4, 1, 10000, 'EUR', 100 + n % 900, 'EUR',
            '100.00 EUR x 10 % = 10.00 EUR', 'approved', now() - interval '1 day', now() - interval '1 day', now()
       from generate_series(0, $5::int - 1) n`,
    [workspaceId, affiliates, programId, rows[0].plan_id, commissions],
  );
  await owner.query("set session_replication_role = origin");
  await owner.query("vacuum analyze commissions, affiliates");
}
