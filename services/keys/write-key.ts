import { formatKey } from "../../core/access/key-format.ts";
import type { Permission } from "../../core/access/permissions.ts";
import { apiKeyKey } from "../../core/link/published-keys.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { apiKeys } from "../../db/schema/index.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { markChanged } from "../publishing/mark-changed.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Forbidden, Invalid } from "../shared/problems.ts";
import type { KeyRow } from "./key-resource.ts";

/** A key as it may be shown: never the key itself, nor its hash. */
export type ApiKey = Omit<KeyRow, "hash">;

/** Whose rights bound the new key's: it can be given no scope that its maker does not have. */
export type Grantor = { readonly scopes: readonly string[] };

/** Postbacks and signed pixels report conversions: whoever may not do that, makes no key that can. */
export const REPORTS: Permission = "conversions:write";

/** Who may change affiliates may hand one a key to what is its own. */
const HANDS_OUT: Permission = "affiliates:write";

/** Why a new key may not have such an end, if so: it would never work. */
export function endProblem({ now }: Pick<Context, "now">, expiresAt: Date | undefined): Invalid | null {
  if (expiresAt === undefined || expiresAt > now) return null;
  return { code: "invalid", param: "expires_at", message: "must be a time to come" };
}

/** Why the caller may not make such a key, if so: it would do more than the caller may. */
export function scopeBeyond(
  { scopes: own }: Grantor,
  {
    scopes,
    affiliateId,
    isSecret,
  }: {
    readonly scopes: readonly Permission[];
    readonly affiliateId: AffiliateId | null;
    readonly isSecret: boolean;
  },
): Forbidden | null {
  const given = isSecret ? scopes : [...scopes, REPORTS];
  const asked = affiliateId === null ? given : [HANDS_OUT];
  const beyond = asked.find((scope) => !own.includes(scope));
  return beyond ? { code: "forbidden", message: `The scope ${beyond} is not yours to give.` } : null;
}

/** What a new key is. */
export type NewKey = Pick<
  KeyRow,
  "name" | "kind" | "scopes" | "affiliateId" | "allowedHosts" | "allowedAddresses" | "expiresAt" | "replaces"
>;

/** Writes a key, which is shown this once, and its act. */
export async function writeKey(
  tx: Db,
  context: Context,
  given: NewKey,
  pepper: string,
): Promise<ApiKey & { readonly key: string }> {
  const key = formatKey(given.kind, randomBytes(32));
  const [row] = await tx
    .insert(apiKeys)
    .values({
      ...given,
      workspaceId: context.workspaceId,
      id: newId("key", context.now.getTime()),
      hash: hashApiKey(key, pepper),
      last4: key.slice(-4),
      createdBy: context.actor,
    })
    .returning();
  if (!row) throw new Error("a new key was not written");
  await markChanged(tx, context, [{ kvKey: apiKeyKey(row.hash), kind: "key", subjectId: row.id }]);
  const { name, kind, scopes, affiliateId, allowedHosts, allowedAddresses, expiresAt, replaces } = row;
  const change = { name, kind, scopes, affiliateId, allowedHosts, allowedAddresses, expiresAt, replaces };
  await audit(tx, context, [{ action: "key.created", subjectId: row.id, change }]);
  return { ...withoutHash(row), key };
}

/** A row as it may be shown. */
function withoutHash({ hash: _hash, ...shown }: KeyRow): ApiKey {
  return shown;
}
