import { isPortalPermission, PERMISSIONS, type Permission, type PortalPermission } from "./permissions.ts";

/** What a person can be, by what it may do: the first may do all. */
export const ROLES = ["owner", "manager", "operator", "agent", "observer"] as const;
/** One of the roles. */
export type Role = (typeof ROLES)[number];

/** What each role is for, in a sentence. */
export const ROLE_SENTENCES: Readonly<Record<Role, string>> = {
  owner: "Answers for the organisation: its people, keys and accounts, and all that the others may do.",
  manager: "Runs programs, decides on fraud and disputes, and prepares or approves payouts.",
  operator: "Does the daily work: affiliates, links, imports, and the preparing of payouts.",
  agent: "Looks after affiliates: sees those assigned to it and nothing of others.",
  observer: "Sees amounts and decisions, and no personal data.",
};

const OWNER = ["owner"] as const;
const HEADS = ["owner", "manager"] as const;
const STAFF = ["owner", "manager", "operator"] as const;
const HANDS = ["owner", "manager", "operator", "agent"] as const;
const VIEWERS = ["owner", "manager", "operator", "observer"] as const;
const JUDGES = ["owner", "manager", "observer"] as const;

/**
 * Which roles have each permission: the one source for routes, row-level security and what a UI shows. A permission
 * of the portal is no role's, but an affiliate's own.
 */
export const ROLE_TABLE: Readonly<Record<Exclude<Permission, PortalPermission>, readonly Role[]>> = {
  "organisation:write": OWNER,
  "workspaces:write": OWNER,
  "workspace:read": ROLES,
  "workspace:write": HEADS,
  "members:read": HEADS,
  "members:write": OWNER,
  "roles:read": HEADS,
  "roles:write": OWNER,
  "assignments:read": STAFF,
  "assignments:write": HEADS,
  "keys:read": HEADS,
  "keys:write": OWNER,
  "audit:read": JUDGES,
  "step_up:read": HEADS,
  "step_up:write": STAFF,
  "personal:read": STAFF,
  "programs:read": ROLES,
  "programs:write": HEADS,
  "policies:read": VIEWERS,
  "policies:write": HEADS,
  "simulations:apply": HEADS,
  "affiliates:read": ROLES,
  "affiliates:write": STAFF,
  "affiliates:export": HEADS,
  "applications:read": STAFF,
  "applications:decide": STAFF,
  "offers:read": ROLES,
  "offers:write": HEADS,
  "crm:read": HANDS,
  "crm:write": HANDS,
  "crm:manage": STAFF,
  "saved_reports:read": ROLES,
  "saved_reports:write": ROLES,
  "links:read": ROLES,
  "links:write": HANDS,
  "caps:read": ROLES,
  "caps:write": STAFF,
  "coupons:read": ROLES,
  "coupons:write": STAFF,
  "domains:read": ROLES,
  "domains:write": HEADS,
  "clicks:read": ROLES,
  "reports:read": ROLES,
  "conversions:read": ROLES,
  "conversions:write": STAFF,
  "exports:read": HEADS,
  "commissions:read": ROLES,
  "commissions:review": HEADS,
  "disputes:read": HANDS,
  "disputes:write": STAFF,
  "disputes:decide": HEADS,
  "events:read": VIEWERS,
  "webhooks:read": HEADS,
  "webhooks:write": HEADS,
  "postbacks:read": STAFF,
  "postbacks:write": STAFF,
  "ledger:read": VIEWERS,
  "ledger:close": HEADS,
  "payouts:read": ROLES,
  "payout_batches:read": VIEWERS,
  "payouts:prepare": STAFF,
  "payouts:approve": HEADS,
  "payouts:execute": OWNER,
  "payouts:resolve": HEADS,
  "payout_accounts:write": OWNER,
  "payout_methods:read": STAFF,
  "payout_methods:write": HEADS,
  "payout_methods:reveal": OWNER,
  "documents:read": STAFF,
  "documents:write": HEADS,
  "tax_forms:read": STAFF,
  "tax_forms:write": HEADS,
  "notices:read": STAFF,
  "bad_rows:read": STAFF,
  "bad_rows:replay": HEADS,
  "erasures:read": HEADS,
  "erasures:write": HEADS,
};

/** The roles that have a permission; of the portal's none. */
export function rolesWith(permission: Permission): readonly Role[] {
  return isPortalPermission(permission) ? [] : ROLE_TABLE[permission];
}

/** What a role may do. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  const all = Object.keys(PERMISSIONS) as Permission[];
  return new Set(all.filter((permission) => rolesWith(permission).includes(role)));
}
