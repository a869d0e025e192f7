import * as z from "zod/mini";
import type { LoginRow } from "../../../services/affiliates/tie-login.ts";
import type { Link } from "../../../services/links/links.ts";
import type { Login } from "../../../services/portal/logins.ts";
import type { OwnProgram } from "../../../services/portal/own-links.ts";
import type { ApiEnv } from "../env.ts";
import { showLink } from "./link.ts";
import { showInstant } from "./money.ts";
import { count, currency, idOf, instant, maybe, maybeInstant, oneOf, several, text, view } from "./schema.ts";

/** That a person is, or was, the login of an affiliate. */
export const loginView = view("AffiliateLogin", {
  object: z.literal("affiliate_login"),
  affiliate_id: idOf("aff"),
  person_id: idOf("per"),
  created_by: text,
  created_at: instant,
  removed_at: maybeInstant,
  removed_by: maybe(text),
});
/** An affiliate that one is the login of. */
export const reachedAffiliateView = view("ReachedAffiliate", {
  id: idOf("aff"),
  object: z.literal("reached_affiliate"),
  name: text,
  status: oneOf("active", "suspended"),
  since: instant,
  workspace: view("ReachedAffiliateWorkspace", {
    id: idOf("ws"),
    name: text,
    mode: oneOf("live", "test"),
  }),
});
/** A program that one is in. */
export const ownProgramView = view("OwnProgram", {
  id: idOf("prg"),
  object: z.literal("program"),
  name: text,
  currency,
  status: oneOf("active", "paused", "closed"),
  hold_days: count,
  allowed_hosts: several(text),
});
/** A link as its affiliate sees it: not how the merchant targets it. */
export const ownLinkView = view("OwnLink", {
  id: idOf("lnk"),
  object: z.literal("link"),
  program_id: idOf("prg"),
  host: text,
  slug: text,
  short_url: text,
  destination_url: text,
  coupon_code: maybe(text),
  status: oneOf("active", "disabled"),
  starts_at: maybeInstant,
  expires_at: maybeInstant,
  created_at: instant,
  updated_at: instant,
});

/** Shows that a person is, or was, the login of an affiliate. */
export function showLogin(row: LoginRow): z.output<typeof loginView> {
  return {
    object: "affiliate_login",
    affiliate_id: row.affiliateId,
    person_id: row.personId,
    created_by: row.createdBy,
    created_at: showInstant(row.createdAt),
    removed_at: showInstant(row.removedAt),
    removed_by: row.removedBy,
  };
}

/** Shows a person an affiliate that it is the login of. */
export function showReachedAffiliate(login: Login): z.output<typeof reachedAffiliateView> {
  const { affiliateId: id, name, status, workspaceId, workspaceName, mode } = login;
  const workspace = { id: workspaceId, name: workspaceName, mode };
  return { id, object: "reached_affiliate", name, status, since: showInstant(login.since), workspace };
}

/** Shows an affiliate a program that it is in. */
export function showOwnProgram(program: OwnProgram): z.output<typeof ownProgramView> {
  const { id, name, currency: paidIn, status, holdDays, allowedHosts } = program;
  return {
    ...{ id, object: "program", name, currency: paidIn, status, hold_days: holdDays },
    allowed_hosts: allowedHosts,
  };
}

/** Shows an affiliate its link. */
export function showOwnLink(
  link: Link,
  env: Pick<ApiEnv, "LINK_HOSTS" | "LINK_ORIGIN">,
): z.output<typeof ownLinkView> {
  const { id, object, program_id, host, slug, short_url, destination_url, ...shown } = showLink(link, env);
  const { coupon_code, status, starts_at, expires_at, created_at, updated_at } = shown;
  return {
    ...{ id, object, program_id, host, slug, short_url, destination_url },
    ...{ coupon_code, status, starts_at, expires_at, created_at, updated_at },
  };
}
