import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import { type Customer, holdsCustomer, metadataWithout } from "./customer.ts";

type Named = {
  readonly id: string;
  readonly external_id: string;
  readonly customer_external_id: string | null;
  readonly customer_email_sha256: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
};

/**
 * Has the customer's conversions name it no more: neither as their customer nor in what the merchant said in words of its
 * own. They stay, with the order and its money.
 *
 * @returns the merchant's ids of those conversions
 */
export async function forgetCustomer(
  tx: Db,
  { workspaceId }: Context,
  { externalId, emailSha256 }: Customer,
): Promise<readonly string[]> {
  const { rows } = (await tx.execute(sql`
    select id, external_id, customer_external_id, customer_email_sha256, metadata from conversions
     where workspace_id = ${workspaceId}
       and (customer_external_id = ${externalId ?? null} or customer_email_sha256 = ${emailSha256 ?? null})
     order by id for update`)) as unknown as { rows: Named[] };
  if (rows.length === 0) return [];
  const left = rows.map((row) => ({ id: row.id, metadata: metadataLeft(row, { externalId, emailSha256 }) }));
  await tx.execute(sql`
    update conversions set customer_external_id = null, customer_email_sha256 = null, metadata = input.metadata
      from jsonb_to_recordset(${JSON.stringify(left)}::jsonb) as input(id text, metadata jsonb)
     where workspace_id = ${workspaceId} and conversions.id = input.id`);
  return rows.map((row) => row.external_id);
}

/** Has simulations name the customers of these keys no more. */
export async function forgetInSimulations(
  tx: Db,
  { workspaceId }: Context,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(sql`
    update simulation_credits set customer_keys = '{}'
     where workspace_id = ${workspaceId} and customer_keys && ${sql.param([...keys])}::text[]`);
}

/** By whatever the conversion calls its customer, too. */
function metadataLeft(row: Named, customer: Customer): Named["metadata"] {
  const own: Customer = {
    externalId: row.customer_external_id ?? undefined,
    emailSha256: row.customer_email_sha256 ?? undefined,
  };
  const holds = (text: string): boolean => holdsCustomer(text, customer) || holdsCustomer(text, own);
  return row.metadata && metadataWithout(row.metadata, holds);
}
