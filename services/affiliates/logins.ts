import { and, asc, eq, isNull } from "drizzle-orm";
import type { AffiliateId, PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { isTaken } from "../../db/errors.ts";
import { affiliatePeople } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { isSamePerson } from "../members/same-person.ts";
import { actorOf } from "../people/context.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Forbidden, NotFound } from "../shared/problems.ts";
import { tellOfLogin } from "./contact-notice.ts";
import { hasAffiliate } from "./find-affiliate.ts";
import { type LoginRow, lockApplicant, tieLogin } from "./tie-login.ts";

/** Who is and was the login of an affiliate, oldest first; null where there is no such affiliate. */
export function listAffiliateLogins(
  context: Context,
  affiliateId: AffiliateId,
): Promise<readonly LoginRow[] | null> {
  return transact(context, async (tx) => {
    if (!(await hasAffiliate(tx, context, affiliateId))) return null;
    return tx
      .select()
      .from(affiliatePeople)
      .where(isLogin(context, affiliateId))
      .orderBy(asc(affiliatePeople.createdAt), asc(affiliatePeople.personId));
  });
}

/** Has a person be the login of an affiliate no more, from its next call on. Twice is harmless. */
export function removeAffiliateLogin(
  context: Context,
  affiliateId: AffiliateId,
  personId: PersonId,
): Promise<Result<LoginRow, NotFound>> {
  const isIt = and(isLogin(context, affiliateId), eq(affiliatePeople.personId, personId));
  return transact(context, async (tx) => {
    const [removed] = await tx
      .update(affiliatePeople)
      .set({ removedAt: context.now, removedBy: context.actor })
      .where(and(isIt, isNull(affiliatePeople.removedAt)))
      .returning();
    if (removed) {
      const change = { personId };
      await audit(tx, context, [{ action: "affiliate_login.removed", subjectId: affiliateId, change }]);
      return ok(removed);
    }
    const [before] = await tx.select().from(affiliatePeople).where(isIt);
    return before ? ok(before) : fail({ code: "not_found", param: null });
  });
}

/**
 * Has a person that was removed be the login of an affiliate again, and tells that one, unless it is another's there by now.
 * Nobody lets themselves in. Twice is harmless.
 */
export async function restoreAffiliateLogin(
  context: Context,
  affiliateId: AffiliateId,
  personId: PersonId,
  keys: EnvelopeKeys,
): Promise<Result<LoginRow, NotFound | Conflict | Forbidden>> {
  const isIt = and(isLogin(context, affiliateId), eq(affiliatePeople.personId, personId));
  try {
    return await transact(context, async (tx): Promise<Result<LoginRow, NotFound | Forbidden>> => {
      // An approval may make the person another's login meanwhile.
      await lockApplicant(tx, context, personId);
      const [before] = await tx.select().from(affiliatePeople).where(isIt).for("update");
      if (!before) return fail({ code: "not_found", param: null });
      if (!before.removedAt) return ok(before);
      if (await isSamePerson(tx, context, actorOf(personId))) return fail(OWN);
      const row = await tieLogin(tx, context, { affiliateId, personId });
      await tellOfLogin(tx, context, keys, row);
      const change = { personId };
      await audit(tx, context, [{ action: "affiliate_login.created", subjectId: affiliateId, change }]);
      return ok(row);
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    return fail({ code: "conflict", param: "person_id", message: "is the login of another affiliate" });
  }
}

const OWN: Forbidden = { code: "forbidden", message: "This login is your own: another lets you in again." };

const isLogin = ({ workspaceId }: Context, affiliateId: AffiliateId) =>
  and(eq(affiliatePeople.workspaceId, workspaceId), eq(affiliatePeople.affiliateId, affiliateId));
