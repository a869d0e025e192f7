import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { PlanId, ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { plans, programs } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { markLinksChanged } from "../publishing/mark-changed.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { NotFound } from "../shared/problems.ts";

export type Program = typeof programs.$inferSelect;

/** What of a program its links are published with. */
type LinkTerms = Pick<
  Program,
  | "cookieMode"
  | "allowedHosts"
  | "allowedSchemes"
  | "passQuery"
  | "addsAfsrc"
  | "isDurable"
  | "clickIdParameter"
>;

/** A new program; what is optional has defaults. */
export type ProgramInput = Partial<LinkTerms> & {
  readonly name: string;
  readonly currency: Currency;
  readonly planId: PlanId;
  readonly holdDays?: number | undefined;
  /** Which currency commissions are converted into; that of the sale where it is left out. */
  readonly commissionCurrency?: Program["commissionCurrency"] | undefined;
};

/** What of a program can be changed; what is absent stays. */
export type ProgramChange = Partial<
  LinkTerms & Pick<Program, "name" | "planId" | "status" | "holdDays" | "commissionCurrency">
>;

const PUBLISHED = [
  ...(["status", "cookieMode", "allowedHosts", "allowedSchemes", "passQuery", "addsAfsrc"] as const),
  ...(["isDurable", "clickIdParameter"] as const),
] as const satisfies readonly (keyof ProgramChange)[];

/** Creates a program of a plan that exists. */
export function createProgram(context: Context, input: ProgramInput): Promise<Result<Program, NotFound>> {
  return transact(context, async (tx) => {
    if (!(await hasPlan(tx, context, input.planId))) return fail({ code: "not_found", param: "plan_id" });
    const [row] = await tx
      .insert(programs)
      .values({ ...input, workspaceId: context.workspaceId, id: newId("prg", context.now.getTime()) })
      .returning();
    if (!row) throw new Error("a new program was not written");
    await audit(tx, context, [{ action: "program.created", subjectId: row.id, change: { ...input } }]);
    return ok(row);
  });
}

/**
 * Changes a program; what changes nothing writes nothing. What its links are published with, its status
 * among it, is published anew with each of them.
 */
export function updateProgram(
  context: Context,
  programId: ProgramId,
  change: ProgramChange,
): Promise<Result<Program, NotFound>> {
  const isProgram = and(eq(programs.workspaceId, context.workspaceId), eq(programs.id, programId));
  return transact(context, async (tx) => {
    // The lock keeps new links of the program out (their foreign key waits for it), so none is missed below.
    const [before] = await tx.select().from(programs).where(isProgram).for("update");
    if (!before) return fail({ code: "not_found", param: null });
    if (change.planId && !(await hasPlan(tx, context, change.planId))) {
      return fail({ code: "not_found", param: "plan_id" });
    }
    if (changesNothing(before, change)) return ok(before);
    const [after] = await tx
      .update(programs)
      .set({ ...change, updatedAt: context.now })
      .where(isProgram)
      .returning();
    if (!after) throw new Error("a locked program was not written");
    const changes = changesOf(before, after);
    if (PUBLISHED.some((name) => name in changes)) {
      await markLinksChanged(tx, context, sql`links.program_id = ${programId}`);
    }
    await audit(tx, context, [{ action: "program.updated", subjectId: programId, change: changes }]);
    return ok(after);
  });
}

/** Programs of the workspace, oldest first. */
export function listPrograms(context: Context, { limit, after }: PageRequest): Promise<Page<Program>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(programs)
      .where(
        and(
          eq(programs.workspaceId, context.workspaceId),
          after ? gt(programs.id, after as ProgramId) : undefined,
        ),
      )
      .orderBy(asc(programs.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One program of the workspace, or null. */
export async function getProgram(context: Context, programId: ProgramId): Promise<Program | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(programs)
      .where(and(eq(programs.workspaceId, context.workspaceId), eq(programs.id, programId))),
  );
  return row ?? null;
}

async function hasPlan(tx: Db, context: Context, planId: PlanId): Promise<boolean> {
  const [row] = await tx
    .select({ id: plans.id })
    .from(plans)
    .where(and(eq(plans.workspaceId, context.workspaceId), eq(plans.id, planId)));
  return row !== undefined;
}
