import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";

/** Of these every call that is by one notes that it was used. */
const USED = ["api_keys", "sessions"];
const rowsOf = (name: string) =>
  USED.includes(name)
    ? sql`(select to_jsonb(used) - 'last_used_at' from ${sql.identifier(name)} used)`
    : sql.identifier(name);

/**
 * Number of rows and a digest of their contents, of every table: equal twice means that nothing was written, but that a key
 * or a session was used.
 */
export async function tableDigests(owner: Db): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = (await owner.execute(sql`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'p') and not relispartition`)) as unknown as { rows: { name: string }[] };
  const digests = tables.map(
    ({ name }) => sql`
      select ${name}::text as name, count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest
        from ${rowsOf(name)} t`,
  );
  // In an order, so that texts of it can be compared: Postgres may work the parts out side by side.
  const { rows } = (await owner.execute(
    sql`${sql.join(digests, sql` union all `)} order by name`,
  )) as unknown as {
    rows: { name: string; digest: string }[];
  };
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
