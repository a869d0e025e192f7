import { and, eq, gt, isNull, or } from "drizzle-orm";
import type { PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { members } from "../../db/schema/index.ts";
import { prove } from "../people/by-proof.ts";
import { actorOf } from "../people/context.ts";
import type { SignInProblem } from "../people/problems.ts";
import type { Conflict } from "../shared/problems.ts";
import { takeTurns } from "../shared/take-turn.ts";

/** Organisations that one made and owns. */
const OWN_MAX = 20;
/** Organisations that one makes in a day, those that are another's by now among them. */
const A_DAY_MAX = 10;
const DAY_MS = 86_400_000;

/** Why a person makes no organisation more: it owns enough, or is to wait until the day is over. */
export type OneTooMany = Conflict | Extract<SignInProblem, { readonly code: "too_many_tries" }>;

/**
 * Judges whether a person may make one more organisation. What the same person asks for at once waits until the transaction
 * ends, and then sees what it made.
 */
export async function judgeOneMore(
  tx: Db,
  { personId, now }: { readonly personId: PersonId; readonly now: Date },
): Promise<Result<"may", OneTooMany>> {
  await prove(tx, { personId });
  await takeTurns(tx, [`organisations of ${personId}`]);
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const isOwned = and(eq(members.status, "active"), eq(members.role, "owner"));
  const rows = await tx
    .select({ status: members.status, role: members.role, createdAt: members.createdAt })
    .from(members)
    .where(
      and(
        ...[eq(members.personId, personId), eq(members.createdBy, actorOf(personId))],
        ...[isNull(members.workspaceId), or(isOwned, gt(members.createdAt, dayAgo))],
      ),
    )
    .orderBy(members.createdAt);
  if (rows.filter(({ status, role }) => status === "active" && role === "owner").length >= OWN_MAX) {
    return fail(OWNS_ENOUGH);
  }
  const oldest = rows.filter(({ createdAt }) => createdAt > dayAgo).at(-A_DAY_MAX);
  if (!oldest) return ok("may");
  return fail({ code: "too_many_tries", until: new Date(oldest.createdAt.getTime() + DAY_MS) });
}

const OWNS_ENOUGH: Conflict = {
  ...{ code: "conflict", param: "name" },
  message: `is of one organisation more than the ${OWN_MAX} that one may make and own`,
};
