import type { KeyKind } from "../../core/access/key-format.ts";
import { isPortalPermission, type Permission, PORTAL_PERMISSIONS } from "../../core/access/permissions.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { parseAddressRange } from "../../platform/address-range.ts";
import { hasAffiliate } from "../affiliates/find-affiliate.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Forbidden, Invalid, InvalidFields, NotFound } from "../shared/problems.ts";
import { holdSettings } from "../workspaces/settings.ts";
import { type ApiKey, endProblem, type Grantor, REPORTS, scopeBeyond, writeKey } from "./write-key.ts";

/** A new key. A postback key has no scopes of its choice, and only a publishable one has hosts. */
export type KeyInput = {
  readonly name: string;
  readonly kind: "secret" | "publishable" | "postback";
  readonly scopes?: readonly Permission[] | undefined;
  /** Hosts of the pages that may use a publishable key: names, or `*.name`. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Addresses and ranges of them that the key may be used from; any if there is none. */
  readonly allowedAddresses?: readonly string[] | undefined;
  readonly expiresAt?: Date | undefined;
  /** Makes a secret key an affiliate's own: it opens the portal, and nothing else. */
  readonly affiliateId?: AffiliateId | undefined;
};

/** Creates a key; the workspace decides whether it is a live or a test one. The key is shown this once. */
export function createKey(
  context: Context,
  input: KeyInput,
  { grantor, pepper }: { readonly grantor: Grantor; readonly pepper: string },
): Promise<Result<ApiKey & { readonly key: string }, Forbidden | Invalid | InvalidFields | NotFound>> {
  const scopes = input.kind === "postback" ? [REPORTS] : [...new Set(input.scopes)];
  const { affiliateId = null } = input;
  if (scopes.some((scope) => isPortalPermission(scope) !== (affiliateId !== null))) {
    const message =
      affiliateId === null ? "of the portal are" : `other than ${PORTAL_PERMISSIONS.join(", ")} are not`;
    return Promise.resolve(
      fail({ code: "invalid", param: "scopes", message: `${message} for an affiliate's key` }),
    );
  }
  const beyond = scopeBeyond(grantor, { scopes, affiliateId, isSecret: input.kind === "secret" });
  if (beyond) return Promise.resolve(fail(beyond));
  const { ranges, problems } = judgeKey(context, input);
  if (problems.length > 0) return Promise.resolve(fail({ code: "invalid_fields", fields: problems }));
  return transact(context, async (tx) => {
    const { mode } = await holdSettings(tx, context);
    if (affiliateId !== null && !(await hasAffiliate(tx, context, affiliateId))) {
      return fail({ code: "not_found", param: "affiliate_id" });
    }
    const secretKind: KeyKind = mode === "test" ? "secret_test" : "secret_live";
    const key = await writeKey(
      tx,
      context,
      {
        ...{ name: input.name, kind: input.kind === "secret" ? secretKind : input.kind, scopes, affiliateId },
        ...{ allowedHosts: [...(input.allowedHosts ?? [])], allowedAddresses: ranges },
        ...{ expiresAt: input.expiresAt ?? null, replaces: null },
      },
      pepper,
    );
    return ok(key);
  });
}

/**
 * The address ranges of a new key, each once, and what no contract finds wrong with it: addresses that are none, each of
 * them, and a time that has passed.
 */
export function judgeKey(
  context: Pick<Context, "now">,
  { allowedAddresses = [], expiresAt }: Pick<KeyInput, "allowedAddresses" | "expiresAt">,
): { readonly ranges: string[]; readonly problems: InvalidFields["fields"] } {
  const message = "must be an address or a range of them, such as 203.0.113.0/24";
  const read = allowedAddresses.map(parseAddressRange);
  const none = read.flatMap((range, index) =>
    range === null ? [{ param: `allowed_addresses[${index}]`, message }] : [],
  );
  const ended = endProblem(context, expiresAt);
  const ranges = [...new Set(read.flatMap((range) => range ?? []))];
  return { ranges, problems: ended ? [...none, ended] : none };
}
