import type { Affiliate } from "../../../services/affiliates/affiliates.ts";
import type { ApiKey } from "../../../services/keys/keys.ts";
import type { Link } from "../../../services/links/links.ts";
import type { PayoutMinimum } from "../../../services/payouts/minimums.ts";
import type { Plan, PlanVersion } from "../../../services/plans/plans.ts";
import type { PolicyVersion } from "../../../services/policies/policies.ts";
import type { Program } from "../../../services/programs/programs.ts";
import type { ApiEnv } from "../env.ts";
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

/** Shows a version of the attribution policy. */
export function showPolicy({ version, body, hash, effectiveFrom }: PolicyVersion) {
  return {
    object: "policy_version",
    version,
    policy: body,
    hash,
    effective_from: showInstant(effectiveFrom),
  };
}

/** Shows a program. */
export function showProgram(program: Program) {
  const { id, name, currency, planId, status, holdDays, cookieMode, createdAt, updatedAt } = program;
  return {
    id,
    object: "program",
    name,
    currency,
    plan_id: planId,
    status,
    hold_days: holdDays,
    cookie_mode: cookieMode,
    created_at: showInstant(createdAt),
    updated_at: showInstant(updatedAt),
  };
}

/** Shows an affiliate. */
export function showAffiliate({ id, name, email, status, createdAt, updatedAt }: Affiliate) {
  return {
    id,
    object: "affiliate",
    name,
    email,
    status,
    created_at: showInstant(createdAt),
    updated_at: showInstant(updatedAt),
  };
}

/** Shows a link with the address people follow. */
export function showLink(link: Link, { LINK_ORIGIN }: Pick<ApiEnv, "LINK_ORIGIN">) {
  return {
    id: link.id,
    object: "link",
    program_id: link.programId,
    affiliate_id: link.affiliateId,
    slug: link.slug,
    short_url: `${LINK_ORIGIN ?? `https://${link.host}`}/${link.slug}`,
    destination_url: link.destinationUrl,
    status: link.status,
    expires_at: showInstant(link.expiresAt),
    created_at: showInstant(link.createdAt),
    updated_at: showInstant(link.updatedAt),
  };
}

/** Shows a key by what tells it from others; the key itself is shown only where it is made. */
export function showKey({ id, name, kind, last4, scopes, status, expiresAt, createdAt, revokedAt }: ApiKey) {
  return {
    id,
    object: "key",
    name,
    kind,
    last4,
    scopes,
    status,
    expires_at: showInstant(expiresAt),
    created_at: showInstant(createdAt),
    revoked_at: showInstant(revokedAt),
  };
}

/** Shows the least that is paid out in a currency. */
export function showPayoutMinimum({ currency, minimumMinor }: PayoutMinimum) {
  return { object: "payout_minimum", currency, minimum_minor: String(minimumMinor) };
}
