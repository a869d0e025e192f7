import { and, asc, eq, inArray } from "drizzle-orm";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import type { Db } from "../../db/client.ts";
import { linkDomains, type links } from "../../db/schema/index.ts";
import type { RowChange } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";
import type { Invalid, Problem } from "../shared/problems.ts";
import { holdSettings } from "../workspaces/settings.ts";
import { judgeDestinations, type LinkAddresses } from "./judge-destinations.ts";
import { judgeSpan } from "./judge-span.ts";

type Change = RowChange<typeof links.$inferSelect>;

const ADDRESSES = [
  "destinationUrl",
  "fallbackUrl",
  "rules",
  "variants",
] as const satisfies readonly (keyof LinkAddresses)[];

/** Says of each link why it cannot be as it is asked for, or null. New ones hold the settings they are published with. */
export async function judgeLinks(
  tx: Db,
  context: Context,
  changes: readonly Change[],
): Promise<readonly (Problem | null)[]> {
  const made = changes.filter(({ before }) => before === null);
  if (made.length > 0) await holdSettings(tx, context);
  const own = made.flatMap(({ asked, after }) => (asked.isOwnHost === true ? [after.host] : []));
  const proved = await provedHosts(tx, context, own);
  return changes.map(({ before, after, asked }) => {
    const isUnproved = before === null && asked.isOwnHost === true && !proved.has(after.host);
    return (
      judgeDestinations(newAddresses(before, after), after.host) ??
      judgeSpan(after) ??
      (isUnproved ? NOT_A_HOST : null)
    );
  });
}

const NOT_A_HOST: Invalid = {
  code: "invalid",
  param: "host",
  message: "must be a shared link host or a verified link domain of this workspace",
};

/** Those that a change brings: what stood before stays, so that any link can be disabled. */
function newAddresses(before: Change["before"], after: Change["after"]): LinkAddresses {
  const brought = ADDRESSES.filter(
    (field) => before === null || canonicalJson(before[field]) !== canonicalJson(after[field]),
  );
  return Object.fromEntries(brought.map((field) => [field, after[field]]));
}

/** The lock keeps hosts from losing their proof until the links are there to be marked. */
async function provedHosts(
  tx: Db,
  { workspaceId }: Context,
  hosts: readonly string[],
): Promise<ReadonlySet<string>> {
  if (hosts.length === 0) return new Set();
  const rows = await tx
    .select({ host: linkDomains.host })
    .from(linkDomains)
    .where(
      and(
        eq(linkDomains.workspaceId, workspaceId),
        inArray(linkDomains.host, [...new Set(hosts)]),
        eq(linkDomains.status, "verified"),
      ),
    )
    .orderBy(asc(linkDomains.id))
    .for("share");
  return new Set(rows.map(({ host }) => host));
}
