import type { ApiKey } from "../../../services/keys/keys.ts";
import type { PayoutMinimum } from "../../../services/payouts/minimums.ts";
import type { PlanVersion } from "../../../services/plans/newest-version.ts";
import type { Plan } from "../../../services/plans/plans.ts";
import type { Program } from "../../../services/programs/programs.ts";
import type { Workspace } from "../../../services/workspaces/settings.ts";
import { showInstant } from "./money.ts";

/** Shows a version of a plan; its rule is what was given, in its stored form. */
export function showPlanVersion({ version, body, hash, effectiveFrom }: PlanVersion) {
  return { object: "plan_version", version, rule: body, hash, effective_from: showInstant(effectiveFrom) };
}

/** Shows a plan with its versions. */
export function showPlan({ id, name, versions, createdAt }: Plan) {
  return {
    id,
    object: "plan",
    name,
    versions: versions.map(showPlanVersion),
    created_at: showInstant(createdAt),
  };
}

/** Shows a program. */
export function showProgram(program: Program) {
  return {
    id: program.id,
    object: "program",
    name: program.name,
    currency: program.currency,
    plan_id: program.planId,
    status: program.status,
    hold_days: program.holdDays,
    commission_currency: program.commissionCurrency,
    cookie_mode: program.cookieMode,
    allowed_hosts: program.allowedHosts,
    allowed_schemes: program.allowedSchemes,
    pass_query: program.passQuery,
    adds_afsrc: program.addsAfsrc,
    durable: program.isDurable,
    click_id_parameter: program.clickIdParameter,
    created_at: showInstant(program.createdAt),
    updated_at: showInstant(program.updatedAt),
  };
}

/** Shows a key by what tells it from others; the key itself is shown only where it is made. */
export function showKey(key: ApiKey) {
  return {
    id: key.id,
    object: "key",
    name: key.name,
    kind: key.kind,
    last4: key.last4,
    scopes: key.scopes,
    affiliate_id: key.affiliateId,
    allowed_hosts: key.allowedHosts,
    status: key.status,
    expires_at: showInstant(key.expiresAt),
    created_at: showInstant(key.createdAt),
    revoked_at: showInstant(key.revokedAt),
  };
}

/** Shows the settings of a workspace. */
export function showWorkspace({ id, name, mode, parameterMap, timeZone, createdAt }: Workspace) {
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
export function showPayoutMinimum({ currency, minimumMinor }: PayoutMinimum) {
  return { object: "payout_minimum", currency, minimum_minor: String(minimumMinor) };
}
