import { sql } from "drizzle-orm";
import type { Context } from "../shared/context.ts";
import { dropRows } from "../shared/drop-rows.ts";

/**
 * Drops invitations of the workspace that were accepted or revoked, or expired, 90 days ago; the database refuses all others.
 * What became of them stays in the audit log, without the address. Gives how many.
 */
export const dropEndedInvitations = (context: Context): Promise<number> =>
  dropRows(
    context,
    sql`invitations`,
    sql`coalesce(accepted_at, revoked_at, expires_at) < now() - interval '90 days'`,
  );
