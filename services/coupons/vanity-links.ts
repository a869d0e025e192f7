import { sql } from "drizzle-orm";
import type { AffiliateId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { coupons } from "../../db/schema/index.ts";
import { linkResource } from "../links/links.ts";
import type { Claimed, Fields, Means, RowChange } from "../resources/resource.ts";
import { type Operation, writeWithin } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import type { Invalid, Problem } from "../shared/problems.ts";

/** The link of a coupon. Without a destination it leads where the affiliate's oldest active link of the program leads. */
export type VanityInput = {
  readonly destinationUrl?: string | undefined;
  readonly host: string;
  readonly isOwnHost: boolean;
};

type Change = RowChange<typeof coupons.$inferSelect>;
/** What is done to a link for a coupon, or why it is not. */
type Step = { readonly operation: Operation } | { readonly problem: Problem } | null;

/** Makes the links of new coupons, and switches those of changed ones off and on with them. */
export async function claimVanityLinks(
  tx: Db,
  context: Context,
  changes: readonly Change[],
  means: Means,
): Promise<Claimed> {
  const destinations = await findDestinations(tx, context, changes);
  const steps = changes.map((change) => stepOf(change, destinations));
  const operations = steps.flatMap((step) => (step && "operation" in step ? [step.operation] : []));
  if (operations.length === 0) return { problems: steps.map(problemOf) };
  const { outcomes, acts } = await writeWithin(tx, context, { resource: linkResource, operations, means });
  const left = [...outcomes];
  const claimed = steps.map((step): { readonly problem: Problem | null; readonly fields: Fields } => {
    if (!step || !("operation" in step)) return { problem: problemOf(step), fields: {} };
    const outcome = left.shift();
    if (!outcome) throw new Error("an operation has no outcome");
    // A link that is archived, or gone from an agent's sight, stays as it is.
    if (step.operation.kind !== "create") return { problem: null, fields: {} };
    return outcome.ok
      ? { problem: null, fields: { linkId: outcome.value.row.id } }
      : { problem: asVanity(outcome.error), fields: {} };
  });
  return {
    problems: claimed.map(({ problem }) => problem),
    fields: claimed.map(({ fields }) => fields),
    acts,
  };
}

const problemOf = (step: Step): Problem | null => (step && "problem" in step ? step.problem : null);

function stepOf({ before, after, asked }: Change, destinations: ReadonlyMap<string, string>): Step {
  if (before) {
    const { linkId: id, status } = after;
    if (id === null || status === before.status) return null;
    return { operation: { kind: "update", id, fields: { status } } };
  }
  const vanity = asked.vanity as VanityInput | undefined;
  if (!vanity) return null;
  const { code, programId, affiliateId } = after;
  const destinationUrl = vanity.destinationUrl ?? destinations.get(pairOf(after));
  if (destinationUrl === undefined) return { problem: NO_DESTINATION };
  const { host, isOwnHost } = vanity;
  const fields = { programId, affiliateId, host, isOwnHost, destinationUrl, slug: code, couponCode: code };
  return { operation: { kind: "create", fields } };
}

const NO_DESTINATION: Invalid = {
  code: "invalid",
  param: "vanity.destination_url",
  message: "is required, since the affiliate has no other link of the program",
};

type Pair = { readonly programId: ProgramId; readonly affiliateId: AffiliateId };
const pairOf = ({ programId, affiliateId }: Pair): string => `${programId} ${affiliateId}`;

/** Where the oldest active link of each affiliate in each program leads, of coupons that are not told where. */
async function findDestinations(
  tx: Db,
  { workspaceId }: Context,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, string>> {
  const asking = changes.flatMap(({ before, after, asked }) => {
    const vanity = asked.vanity as VanityInput | undefined;
    const { programId, affiliateId } = after;
    return before === null && vanity && vanity.destinationUrl === undefined
      ? [{ programId, affiliateId }]
      : [];
  });
  if (asking.length === 0) return new Map();
  const { rows } = (await tx.execute(sql`
    select "programId", "affiliateId", oldest.destination_url as "destinationUrl"
      from (select distinct * from jsonb_to_recordset(${JSON.stringify(asking)}::jsonb)
              as asked("programId" text, "affiliateId" text)) as asked
     cross join lateral (
       select destination_url from links
        where workspace_id = ${workspaceId} and program_id = "programId" and affiliate_id = "affiliateId"
          and status = 'active'
        order by id limit 1) as oldest`)) as unknown as {
    rows: readonly (Pair & { readonly destinationUrl: string })[];
  };
  return new Map(rows.map((row) => [pairOf(row), row.destinationUrl]));
}

/** Names the fields as they stand in the request for a coupon. */
function asVanity(problem: Problem): Problem {
  if (problem.code === "taken") return { code: "taken", param: "vanity" };
  if (problem.code === "invalid") return { ...problem, param: `vanity.${problem.param}` };
  if (problem.code !== "invalid_fields") return problem;
  const fields = problem.fields.map(({ param, message }) => ({ param: `vanity.${param}`, message }));
  return { ...problem, fields };
}
