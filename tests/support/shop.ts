import { eq } from "drizzle-orm";
import { type Db, withDatabase } from "../../db/client.ts";
import { commissions } from "../../db/schema/index.ts";
import type { Actor, Context } from "../../services/shared/context.ts";
import type { TestDatabase } from "./postgres.ts";
import { asOwner, insertClick, insertSample, type Sample, settleSale } from "./sample.ts";

type Commission = typeof commissions.$inferSelect;

/** A sample workspace at work: verbs run as the app role, looks as the owner of the tables. */
export type Shop = Sample & {
  /** Runs a verb as an actor, on a connection of its own. */
  as<T>(actor: Actor, verb: (context: Context) => Promise<T>, now?: Date): Promise<T>;
  /** Runs `work` as the owner of the tables. */
  owner<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** A sale of 100.00 ten minutes after its click, which earns 10.00; held where the network flooded. */
  sell(externalId: string, sale?: { readonly affiliate?: 0 | 1; readonly isHeld?: boolean }): Promise<void>;
  /** The workspace's commissions, oldest first. */
  commissions(): Promise<readonly Commission[]>;
};

/** Makes a sample workspace and what tests do with it. */
export async function openShop(database: TestDatabase): Promise<Shop> {
  const owner: Shop["owner"] = (work) => asOwner(database.ownerUrl, work);
  const sample = await owner(insertSample);
  const as: Shop["as"] = (actor, verb, now = new Date()) =>
    withDatabase(database.env, (db) =>
      verb({ db, workspaceId: sample.workspaceId, actor, requestId: "req_test", now }),
    );
  return {
    ...sample,
    as,
    owner,
    sell: async (externalId, { affiliate = 0, isHeld = false } = {}) => {
      const click = { at: new Date(Date.now() - 600_000), velocity: isHeld ? 100 : 1 };
      const { text } = await owner((db) => insertClick(db, sample, sample.affiliates[affiliate], click));
      await as("system:test", (context) => settleSale(context, sample, { externalId, clickIds: [text] }));
    },
    commissions: () =>
      owner((db) =>
        db
          .select()
          .from(commissions)
          .where(eq(commissions.workspaceId, sample.workspaceId))
          .orderBy(commissions.id),
      ),
  };
}
