import { type SQL, sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspace } from "../../db/client.ts";
import type { Actor } from "../shared/context.ts";

/**
 * The table expressions `behind` and `gone`: the ids of what was made by persons who are members no more. Who made a key made
 * what it makes, so of keys that keys made the first one's maker counts; what no person made has no such maker.
 *
 * @param made `id` and `created_by` of what is asked about
 */
export const goneMakers = ({ workspaceId }: { readonly workspaceId: WorkspaceId }, made: SQL): SQL => sql`
  recursive behind(id, actor) as (
    ${made}
    union
    select behind.id, api_keys.created_by from behind
      join api_keys on api_keys.workspace_id = ${workspaceId} and behind.actor = 'key:' || api_keys.id
                   and api_keys.created_by is not null),
  gone as (
    select id from behind
     where actor like 'person:%' and not exists (
       select from members
        where members.person_id = substr(behind.actor, 8) and members.status = 'active'
          and (members.workspace_id = ${workspaceId}
            or (members.workspace_id is null and members.organisation_id =
                (select organisation_id from workspaces where workspaces.id = ${workspaceId})))))`;

/** True of an actor behind whom a person stands that is no member any more. */
export async function isGone(
  tx: Db,
  context: { readonly workspaceId: WorkspaceId },
  actor: string,
): Promise<boolean> {
  const { rows } = (await tx.execute(sql`
    with ${goneMakers(context, sql`select ${actor}::text, ${actor}::text`)}
    select exists (select from gone) as is_gone`)) as unknown as { rows: { is_gone: boolean }[] };
  return rows[0]?.is_gone === true;
}

/** As `isGone`, of a caller, before its call began. */
export const isGoneCaller = (db: Db, workspaceId: WorkspaceId, actor: Actor): Promise<boolean> =>
  inWorkspace(db, workspaceId, (tx) => isGone(tx, { workspaceId }, actor));
