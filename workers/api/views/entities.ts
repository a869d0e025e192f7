import * as z from "zod/mini";
import { storedPlan } from "../../../contracts/api/plans.ts";
import type { PayoutMinimum } from "../../../services/payouts/minimums.ts";
import type { PlanVersion } from "../../../services/plans/newest-version.ts";
import type { Plan } from "../../../services/plans/plans.ts";
import type { Workspace } from "../../../services/workspaces/settings.ts";
import { showInstant } from "./money.ts";
import { count, currency, idOf, instant, minor, oneOf, several, text, view } from "./schema.ts";

/** A version of a plan; its rule is what was given, in its stored form. */
export const planVersionView = view("PlanVersion", {
  object: z.literal("plan_version"),
  version: count,
  rule: storedPlan,
  hash: text,
  effective_from: instant,
});
/** A plan with its versions. */
export const planView = view("Plan", {
  id: idOf("pln"),
  object: z.literal("plan"),
  name: text,
  versions: several(planVersionView),
  created_at: instant,
});
/** The settings of a workspace. */
export const workspaceView = view("Workspace", {
  id: idOf("ws"),
  object: z.literal("workspace"),
  name: text,
  mode: oneOf("live", "test"),
  parameter_map: z.strictObject({
    sub_ids: z.optional(z.record(text, text)),
    click_id: z.optional(several(text)),
    via: z.optional(several(text)),
    postback: z.optional(z.record(text, text)),
  }),
  time_zone: text,
  created_at: instant,
});
/** The least that is paid out in a currency. */
export const payoutMinimumView = view("PayoutMinimum", {
  object: z.literal("payout_minimum"),
  currency,
  minimum_minor: minor,
});

/** A stored plan, whose form its reader has proved. */
export const showPlanBody = (body: unknown) => body as z.output<typeof storedPlan>;

/** Shows a version of a plan; its rule is what was given, in its stored form. */
export function showPlanVersion({
  version,
  body,
  hash,
  effectiveFrom,
}: PlanVersion): z.output<typeof planVersionView> {
  return {
    object: "plan_version",
    version,
    rule: showPlanBody(body),
    hash,
    effective_from: showInstant(effectiveFrom),
  };
}

/** Shows a plan with its versions. */
export function showPlan({ id, name, versions, createdAt }: Plan): z.output<typeof planView> {
  return {
    id,
    object: "plan",
    name,
    versions: versions.map(showPlanVersion),
    created_at: showInstant(createdAt),
  };
}

/** Shows the settings of a workspace. */
export function showWorkspace({
  id,
  name,
  mode,
  parameterMap,
  timeZone,
  createdAt,
}: Workspace): z.output<typeof workspaceView> {
  return {
    id,
    object: "workspace",
    name,
    mode,
    parameter_map: parameterMap,
    time_zone: timeZone,
    created_at: showInstant(createdAt),
  };
}

/** Shows the least that is paid out in a currency. */
export function showPayoutMinimum({
  currency,
  minimumMinor,
}: PayoutMinimum): z.output<typeof payoutMinimumView> {
  return { object: "payout_minimum", currency, minimum_minor: String(minimumMinor) };
}
