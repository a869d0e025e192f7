/** Every permission, in a sentence. A route declares one; a key's scopes are a list of them. */
export const PERMISSIONS = {
  "organisation:write": "Rename the organisation.",
  "workspaces:write": "Create workspaces of the organisation.",
  "members:read": "See who is a member, and in which role.",
  "members:write": "Make people members, change their roles and remove them.",
  "roles:read": "See the organisation's own roles.",
  "roles:write": "Create, change and archive the organisation's own roles.",
  "assignments:read": "See which affiliates agents look after.",
  "assignments:write": "Assign affiliates to agents, and take them back.",
  "personal:read": "See e-mail addresses and other personal data in what one may see otherwise.",
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
  "affiliates:export": "Take affiliates and their contacts out as CSV.",
  "applications:read": "See application forms of programs, and who applied.",
  "applications:decide": "Approve and reject applications.",
  "offers:read": "See offers and creatives.",
  "offers:write": "Create and change offers and creatives.",
  "crm:read": "See contacts, notes, tasks, pipelines, segments, groups and tags of affiliates.",
  "crm:write": "Write down contacts, notes and tasks of affiliates, and move them between stages.",
  "crm:manage": "Make pipelines, segments, groups and tags, and change many affiliates at once.",
  "saved_reports:read": "See saved reports of one's own, and those that are shared.",
  "saved_reports:write": "Save reports, and share them.",
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
  "payouts:read": "See payouts, terms and minimums.",
  "payout_batches:read": "See payout batches, and so their sums over all affiliates.",
  "payouts:prepare": "Prepare and cancel payout batches, set terms and minimums.",
  "payouts:approve": "Approve payout batches prepared by another.",
  "payouts:execute": "Execute approved payout batches and take out their files.",
  "payouts:resolve": "Say what became of payouts that no provider can tell of, two persons together.",
  "payout_accounts:write": "Connect providers of payouts, by a one-time code.",
  "payout_methods:read": "See where affiliates are paid, by hints alone.",
  "payout_methods:write": "Give affiliates payout methods and cancel them.",
  "payout_methods:reveal": "See payout methods whole, by a one-time code.",
  "notices:read": "See whether messages to affiliates went out.",
  "step_up:read": "See the factors of one-time codes, never their secrets.",
  "step_up:write": "Enrol, vouch for and revoke factors of one-time codes.",
  "disputes:read": "See disputes and the evidence of them.",
  "disputes:write": "Open disputes, also for affiliates, and answer them.",
  "disputes:decide": "Uphold and reject disputes that another opened; set how long they take.",
  "portal:read": "See what is one's own as an affiliate, by its key or its login.",
  "portal:write":
    "Do what is one's own as an affiliate, by its key or its login: disputes, links, payout methods.",
  "documents:read": "See documents of payouts, legal details and yearly totals.",
  "documents:write": "Set legal details, number series and agreements on self-billing.",
  "tax_forms:read": "See where affiliates stand with tax forms, by hints of numbers alone.",
  "tax_forms:write": "Tell where affiliates stand with tax forms.",
  "events:read": "See what happened, as webhook endpoints are told of it.",
  "webhooks:read": "See webhook endpoints and what was told to them, never their secrets.",
  "webhooks:write": "Set up and change webhook endpoints, and have things told again.",
  "postbacks:read": "See postbacks of affiliates and what they told.",
  "postbacks:write": "Set up and change postbacks of affiliates, and have things told again.",
  "bad_rows:read": "See what could not be processed.",
  "bad_rows:replay": "Have what could not be processed tried again.",
  "erasures:read": "See erasures and how far they have come.",
  "erasures:write": "Have what clicks tell of a person erased.",
  "reports:read": "See reports: clicks, conversions, revenue and commissions, summed up.",
  "audit:read": "See the audit log.",
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** What an affiliate may have, by a key of its own or as its login, and nobody else. */
export const PORTAL_PERMISSIONS = ["portal:read", "portal:write"] as const satisfies readonly Permission[];
/** A permission of an affiliate. */
export type PortalPermission = (typeof PORTAL_PERMISSIONS)[number];

/** True of what only an affiliate may have. */
export function isPortalPermission(permission: Permission): permission is PortalPermission {
  return (PORTAL_PERMISSIONS as readonly Permission[]).includes(permission);
}

/** True if the text names a permission. */
export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}
