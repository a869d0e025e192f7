import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/**
 * True if the caller is the actor, or the same person stands behind both: a person, the keys that it made, and those
 * which were made with them. What takes two persons asks this, so that nobody is both by a key of their own.
 */
export async function isSamePerson(tx: Db, { workspaceId, actor }: Context, other: string): Promise<boolean> {
  if (actor === other) return true;
  const { rows } = (await tx.execute(sql`
    with recursive behind(side, actor) as (
      values ('caller', ${actor}::text), ('other', ${other}::text)
      union
      select behind.side, made.created_by
        from behind
        join api_keys made on made.workspace_id = ${workspaceId}
                          and behind.actor = 'key:' || made.id and made.created_by is not null)
    select exists (
      select from behind one join behind another using (actor)
       where one.side = 'caller' and another.side = 'other' and actor like 'person:%') as is_same`)) as unknown as {
    rows: { is_same: boolean }[];
  };
  return rows[0]?.is_same === true;
}
