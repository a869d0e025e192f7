/** Every permission, in a sentence. A route declares one; a key's scopes are a list of them. */
export const PERMISSIONS = {
  "conversions:write": "Report conversions.",
  "conversions:read": "See conversions and how they were decided.",
  "clicks:read": "See clicks and reports of clicks.",
  "exports:read": "Take the raw click log out.",
  "programs:read": "See programs and plans.",
  "programs:write": "Create and change programs and plans.",
  "policies:read": "See attribution policies.",
  "policies:write": "Create versions of the attribution policy.",
  "simulations:apply": "Have past conversions decided anew as a simulation says.",
  "affiliates:read": "See affiliates and their statements.",
  "affiliates:write": "Create, change and suspend affiliates.",
  "links:read": "See links.",
  "links:write": "Create and change links.",
  "caps:read": "See caps and what they have counted.",
  "caps:write": "Create and change caps.",
  "coupons:read": "See coupons.",
  "coupons:write": "Create, enable and disable coupons and their links.",
  "domains:read": "See link domains.",
  "domains:write": "Add and change link domains.",
  "workspace:read": "See the settings of the workspace.",
  "workspace:write": "Change the settings of the workspace.",
  "keys:read": "See API keys, never the keys themselves.",
  "keys:write": "Create and revoke API keys.",
  "commissions:read": "See commissions.",
  "commissions:review": "Release or reverse held commissions.",
  "ledger:read": "See accounts and journals.",
  "ledger:close": "Close a month of the ledger for good.",
  "payouts:read": "See payout batches and minimums.",
  "payouts:prepare": "Prepare and cancel payout batches, set minimums.",
  "payouts:approve": "Approve payout batches prepared by another.",
  "payouts:execute": "Execute approved payout batches and take out their files.",
  "bad_rows:read": "See what could not be processed.",
  "bad_rows:replay": "Have what could not be processed tried again.",
  "erasures:read": "See erasures and how far they have come.",
  "erasures:write": "Have what clicks tell of a person erased.",
  "audit:read": "See the audit log.",
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** True if the text names a permission. */
export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}
