import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import type { Db } from "../../db/client.ts";
import type { FunctionsEnv } from "../../functions/env.ts";
import { consumeConversions, handleConversions } from "../../functions/queues/conversions.ts";
import { CLICK_ID_KEYS } from "../ingest/clicks.ts";
import { batchOf } from "./sales.ts";

const CAPS = { getByName: () => ({ note: async () => undefined }) };

/** Takes a batch of the conversions queue; throws where one is not written. */
export type Consume = (sales: readonly ConversionMessage[]) => Promise<void>;

/** What the consumer is given: only what conversions touch. */
export function envOf(database: Pick<FunctionsEnv, "DATABASE_URL" | "DATABASE_PROXY">): FunctionsEnv {
  return { ...database, CLICK_ID_KEYS, CAPS } as unknown as FunctionsEnv;
}

/** The whole consumer of a batch, over the production driver: each batch opens a connection, here a new backend. */
export function byQueue(env: FunctionsEnv): Consume {
  return async (sales) => {
    const batch = batchOf(sales);
    await consumeConversions(batch, env);
    if (batch.acked() !== sales.length)
      throw new Error(`${batch.acked()} of ${sales.length} were acknowledged`);
  };
}

/** The same from the messages' bodies on, over a connection that stays, as backends do behind a pooler. */
export function byKeptBackend(env: FunctionsEnv, client: pg.Client): Consume {
  const db = drizzle(client) as Db;
  return async (sales) => {
    const deliveries = sales.map((body) => ({ body, attempts: 1 }));
    const outcomes = await handleConversions(deliveries, { env, db, now: new Date() });
    const odd = outcomes.find(({ kind }) => kind !== "done");
    if (odd) throw new Error(`a conversion ended as ${JSON.stringify(odd)}`);
  };
}
