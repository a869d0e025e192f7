import { sql } from "drizzle-orm";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { erasures } from "../../db/schema/index.ts";
import { conversionObjectKey } from "../../platform/accepted-object-key.ts";
import { newId } from "../../platform/random.ts";
import { eraseApplicationsOf, hasApplied } from "../applications/erase-ended.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { NotFound } from "../shared/problems.ts";
import type { Customer } from "./customer.ts";
import { newProgress } from "./erasure-progress.ts";
import { forgetCustomer, forgetInSimulations } from "./forget-customer.ts";

export type Erasure = typeof erasures.$inferSelect;

/** Whom to erase: visitors by their ids, a customer as conversions named it, and a person who applied to programs. */
export type ErasureInput = {
  readonly visitorIds: readonly string[];
  readonly customer: Customer;
  readonly personId: string | undefined;
};

/**
 * Notes a wish to erase a person, and erases what ties the customer to visitors and names it on
 * conversions, and what applications of the person tell that came to nothing, in one transaction; what clicks tell of the visitors is erased by a cron, which goes
 * through the whole log. Clicks of the same visitors from now on are not meant.
 *
 * Asked for again it makes another erasure, which finds what is left. A person who never applied in the workspace is refused.
 */
export function requestErasure(
  context: Context,
  { visitorIds, customer, personId }: ErasureInput,
): Promise<Result<Erasure, NotFound>> {
  return transact<Result<Erasure, NotFound>>(context, async (tx) => {
    if (personId !== undefined && !(await hasApplied(tx, context, personId))) {
      return fail({ code: "not_found", param: "person_id" });
    }
    const keys = [
      ...(customer.externalId === undefined ? [] : [`external:${customer.externalId}`]),
      ...(customer.emailSha256 === undefined ? [] : [`email_sha256:${customer.emailSha256}`]),
    ];
    const tied = await takeEdges(tx, context, { keys, visitorIds });
    const all = [...new Set([...visitorIds, ...tied.visitorIds])];
    const forgotten = await forgetCustomer(tx, context, customer);
    await forgetInSimulations(tx, context, keys);
    const applied = personId === undefined ? 0 : await eraseApplicationsOf(tx, context, personId);
    const counts = { identity_edges: tied.edges, conversions: forgotten.length, applications: applied };
    const copies = forgotten.map((externalId) => conversionObjectKey(context.workspaceId, externalId));
    const id = newId("era", context.now.getTime());
    const [row] = await tx
      .insert(erasures)
      .values({
        ...{ workspaceId: context.workspaceId, id, visitorIds: all, createdAt: context.now },
        outcome: newProgress({ ...counts, copies, customer }, context.now),
      })
      .returning();
    if (!row) throw new Error("an erasure was not written");
    // Counts alone: the audit log is never changed, and names no person.
    const change = {
      visitors: all.length,
      identityEdges: tied.edges,
      conversions: forgotten.length,
      applications: applied,
    };
    await audit(tx, context, [{ action: "erasure.requested", subjectId: id, change }]);
    return ok(row);
  });
}

/** Deletes what ties these customers or visitors, and tells whom the customers were seen as. */
async function takeEdges(
  tx: Db,
  { workspaceId }: Context,
  { keys, visitorIds }: { readonly keys: readonly string[]; readonly visitorIds: readonly string[] },
): Promise<{ readonly visitorIds: readonly string[]; readonly edges: number }> {
  const { rows } = (await tx.execute(sql`
    with tied as (
      select visitor_id from identity_edges
       where workspace_id = ${workspaceId} and customer_key = any (${sql.param([...keys])}::text[])
    ), gone as (
      delete from identity_edges
       where workspace_id = ${workspaceId}
         and (customer_key = any (${sql.param([...keys])}::text[])
              or visitor_id = any (${sql.param([...visitorIds])}::text[]) or visitor_id in (select visitor_id from tied))
      returning 1
    )
    select (select array_agg(distinct visitor_id) from tied) as visitors, (select count(*)::int from gone) as edges`)) as unknown as {
    rows: { visitors: string[] | null; edges: number }[];
  };
  return { visitorIds: rows[0]?.visitors ?? [], edges: rows[0]?.edges ?? 0 };
}
