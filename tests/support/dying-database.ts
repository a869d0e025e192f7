import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Db } from "../../db/client.ts";

/** How a run went whose connection was to die. */
export type Death = {
  /** False where there were fewer statements. */
  readonly died: boolean;
  /** How many were carried out. */
  readonly statements: number;
};

/**
 * Runs `work` as the app role on a connection that dies once the nth statement is carried out, so that nobody
 * hears of its result.
 */
export async function runAndDie(
  appUrl: string,
  nth: number,
  work: (db: Db) => Promise<unknown>,
): Promise<Death> {
  const client = new pg.Client({ connectionString: appUrl });
  client.on("error", () => undefined);
  await client.connect();
  const query = client.query.bind(client) as unknown as (...args: unknown[]) => Promise<unknown>;
  let done = 0;
  const mortal = async (...args: unknown[]): Promise<unknown> => {
    if (done >= nth) throw new Error("the connection is gone");
    const result = await query(...args);
    done += 1;
    if (done < nth) return result;
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    throw new Error("the connection is gone");
  };
  client.query = mortal as unknown as typeof client.query;
  try {
    await work(drizzle(client) as Db);
    return { died: false, statements: done };
  } catch (error) {
    if (done < nth) throw error;
    return { died: true, statements: done };
  } finally {
    await client.end().catch(() => undefined);
  }
}
