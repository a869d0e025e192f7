import { inArray } from "drizzle-orm";
import type { ProgramId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { links, plans, programs } from "../../db/schema/index.ts";
import { markLinksChanged } from "../publishing/mark-changed.ts";
import { flag, integer, list, named, picked, text, times } from "../resources/columns.ts";
import type { Resource, RowChange } from "../resources/resource.ts";
import { writeRow } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";

export type Program = typeof programs.$inferSelect;

const PUBLISHED = [
  ...(["status", "cookieMode", "allowedHosts", "allowedSchemes", "passQuery", "addsAfsrc"] as const),
  ...(["isDurable", "clickIdParameter"] as const),
] as const satisfies readonly (keyof Program)[];

/**
 * Programs: a merchant's terms, with a plan that exists. What its links are published with, its status among it, is
 * published anew with each of them. An archived program is closed.
 */
export const programResource: Resource<Program> = {
  ...{ object: "program", prefix: "prg", table: programs },
  columns: {
    name: named("name"),
    currency: picked("currency"),
    plan_id: picked("planId"),
    status: picked("status"),
    hold_days: integer("holdDays"),
    commission_currency: picked("commissionCurrency"),
    cookie_mode: picked("cookieMode"),
    allowed_hosts: list("allowedHosts", ["contains"]),
    allowed_schemes: list("allowedSchemes", ["contains"]),
    pass_query: picked("passQuery"),
    adds_afsrc: flag("addsAfsrc"),
    durable: flag("isDurable"),
    click_id_parameter: text("clickIdParameter"),
    ...times,
  },
  references: { planId: plans },
  onArchive: { status: "closed" },
  written: markTheirLinks,
};

/** Creates a program. */
export function createProgram(
  context: Context,
  fields: Pick<Program, "name" | "currency" | "planId"> & Partial<Program>,
): Promise<Result<Program, Problem>> {
  return writeRow(context, programResource, { kind: "create", fields });
}

/** Changes a program; what is absent stays. */
export function updateProgram(
  context: Context,
  id: ProgramId,
  fields: Partial<Program>,
): Promise<Result<Program, Problem>> {
  return writeRow(context, programResource, { kind: "update", id, fields });
}

/** The lock of a program's row keeps new links of it out (their foreign key waits for it), so none is missed. */
async function markTheirLinks(
  tx: Db,
  context: Context,
  changes: readonly RowChange<Program>[],
): Promise<void> {
  const changed = changes.flatMap(({ before, after }) =>
    before && PUBLISHED.some((field) => String(before[field]) !== String(after[field])) ? [after.id] : [],
  );
  if (changed.length > 0) await markLinksChanged(tx, context, inArray(links.programId, changed));
}
