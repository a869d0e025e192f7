import { inArray } from "drizzle-orm";
import { clickIdClash } from "../../core/link/parameter-map.ts";
import type { ProgramId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { links, plans, programs } from "../../db/schema/index.ts";
import { markLinksChanged } from "../publishing/mark-changed.ts";
import { flag, integer, list, named, picked, text, times } from "../resources/columns.ts";
import type { Operation, Resource, RowChange } from "../resources/resource.ts";
import { writeRow } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { holdSettings } from "../workspaces/settings.ts";
import { keepFormerTerms } from "./former-terms.ts";

export type Program = typeof programs.$inferSelect;

const PUBLISHED = [
  ...(["status", "cookieMode", "allowedHosts", "allowedSchemes", "passQuery", "addsAfsrc"] as const),
  ...(["isDurable", "clickIdParameter"] as const),
] as const satisfies readonly (keyof Program)[];

/**
 * Programs: a merchant's terms, with a plan that exists. What its links are published with, its status among it, is
 * published anew with each of them. Another plan, or currency of commissions, is of orders from then on. An archived program is closed.
 * Its click id has a name that carries nothing else in the workspace.
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
  hold: holdNames,
  judge: judgeNames,
  written: async (tx, context, changes) => {
    await keepFormerTerms(tx, context, changes);
    await markTheirLinks(tx, context, changes);
  },
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

/** Has the workspace's names of parameters stay as they are, where a program takes one or comes back with it. */
async function holdNames(tx: Db, context: Context, operations: readonly Operation[]): Promise<void> {
  const isTaken = operations.some(
    (operation) =>
      operation.kind === "restore" ||
      ("fields" in operation && operation.fields.clickIdParameter !== undefined),
  );
  if (isTaken) await holdSettings(tx, context);
}

async function judgeNames(
  tx: Db,
  context: Context,
  changes: readonly RowChange<Program>[],
): Promise<readonly (Problem | null)[]> {
  const isTaking = ({ before, after }: RowChange<Program>) =>
    after.clickIdParameter !== before?.clickIdParameter ||
    (Boolean(before?.archivedAt) && after.archivedAt === null);
  if (!changes.some(isTaking)) return changes.map(() => null);
  const { parameterMap } = await holdSettings(tx, context);
  return changes.map((change) => {
    const name = change.after.clickIdParameter;
    const clash = name !== undefined && isTaking(change) ? clickIdClash(parameterMap, name) : null;
    if (!clash) return null;
    const message = `carries ${clash.carries} already: parameter_map.${clash.field}`;
    return { code: "invalid", param: "click_id_parameter", message };
  });
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
