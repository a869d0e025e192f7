import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";

/**
 * Makes the ledger of a workspace what it would be if all in it had been written `days` days earlier, as
 * the owner of the tables with its triggers off, and hashes it anew.
 */
export async function ageLedger(owner: Db, workspaceId: WorkspaceId, days: number): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`
      update journals set created_at = created_at - make_interval(days => ${days}) where workspace_id = ${workspaceId}`);
    await tx.execute(sql`
      update ledger_heads set last_created_at = last_created_at - make_interval(days => ${days})
       where workspace_id = ${workspaceId}`);
    await tx.execute(
      sql.raw(`do $$
      declare journal record; last text := repeat('0', 64);
      begin
        for journal in select id from journals where workspace_id = '${workspaceId}' order by sequence loop
          update journals set previous_hash = last where workspace_id = '${workspaceId}' and id = journal.id;
          update journals set hash = encode(sha256(convert_to(journal_content(workspace_id, id), 'UTF8')), 'hex')
           where workspace_id = '${workspaceId}' and id = journal.id returning hash into last;
          update ledger_heads set last_hash = last where workspace_id = '${workspaceId}';
        end loop;
      end $$`),
    );
  });
}
