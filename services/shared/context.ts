import type { WorkspaceId } from "../../core/shared/id.ts";
import { fail, type Result } from "../../core/shared/result.ts";
import { type Db, inWorkspace } from "../../db/client.ts";

/** Who acts: `key:key_…` for a caller with an API key, `person:per_…` for one with a session, `system:…` for a cron or a queue. */
export type Actor = `key:${string}` | `person:${string}` | `system:${string}`;

/** What a verb needs to know of its call. `now` is given, so that a late or repeated run decides the same. */
export type Context = {
  readonly db: Db;
  readonly workspaceId: WorkspaceId;
  readonly actor: Actor;
  readonly requestId: string;
  readonly now: Date;
  /** Keyed hash of the caller's network of the day, which acts tell; absent of a cron or a queue. Never an address. */
  readonly networkHash?: string | null;
};

/** Runs a verb's work in one transaction bound to the context's workspace. */
export function transact<T>(context: Context, work: (tx: Db) => Promise<T>): Promise<T> {
  return inWorkspace(context.db, context.workspaceId, work);
}

/** As `transact`, and a refusal rolls back what was written before it. */
export async function transactOrRefuse<T, E>(
  context: Context,
  work: (tx: Db) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  try {
    return await transact(context, async (tx) => {
      const result = await work(tx);
      if (!result.ok) throw new Refused(result.error);
      return result;
    });
  } catch (error) {
    if (error instanceof Refused) return fail(error.refusal as E);
    throw error;
  }
}

/** Carries a refusal out of the transaction that it rolls back. */
class Refused extends Error {
  constructor(readonly refusal: unknown) {
    super("refused");
  }
}
