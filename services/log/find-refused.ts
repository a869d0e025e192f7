import { sql } from "drizzle-orm";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import type { Db } from "../../db/client.ts";
import type { LogHour } from "./log-keys.ts";

/** Characters of a click id that hold nothing but its row id. */
const CHARS = 21;

/**
 * Which of these clicks, as they are shown, are kept as bad rows: the raw log has them, since it is
 * written first, and Postgres would not take them as rows.
 */
export async function findRefused(
  tx: Db,
  { workspaceId }: LogHour,
  shownIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (shownIds.length === 0) return new Set();
  const byBeginning = new Map(shownIds.map((shown) => [beginningOf(shown), shown]));
  const { rows } = (await tx.execute(sql`
    select distinct substring(payload from ${`"id":"([A-Za-z0-9_-]{${CHARS}})`}) as beginning
      from bad_rows
     where workspace_id = ${workspaceId} and stage = 'clicks' and resolved_at is null
       and substring(payload from ${`"id":"([A-Za-z0-9_-]{${CHARS}})`}) = any (${sql.param([...byBeginning.keys()])}::text[])`)) as unknown as {
    rows: { beginning: string }[];
  };
  return new Set(rows.flatMap(({ beginning }) => byBeginning.get(beginning) ?? []));
}

function beginningOf(shown: string): string {
  const digits = shown.slice("clk_".length);
  const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
  return encodeBase64url(bytes).slice(0, CHARS);
}
