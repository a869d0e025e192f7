import { and, asc, eq, inArray, or } from "drizzle-orm";
import { CLICK_ID_PARAMETER, type ParameterMap } from "../../core/link/parameters.ts";
import type { PublishedCap, PublishedLink } from "../../core/link/published-link.ts";
import { groupValues } from "../../core/shared/group-by.ts";
import type { LinkId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { caps, linkDomains, links, programs, workspaces } from "../../db/schema/index.ts";
import { type Copies, nameOf, type Subjects } from "./subjects.ts";

type Row = {
  readonly link: typeof links.$inferSelect;
  readonly program: typeof programs.$inferSelect;
  readonly parameterMap: ParameterMap;
  /** Of the link's host; null for a host that all share. */
  readonly domainStatus: (typeof linkDomains.$inferSelect)["status"] | null;
};

/** Reads the copies of links, with what their program, workspace, host and caps say of them. */
export async function linkCopies(tx: Db, subjects: Subjects): Promise<Copies> {
  const rows = await tx
    .select({
      link: links,
      program: programs,
      parameterMap: workspaces.parameterMap,
      domainStatus: linkDomains.status,
    })
    .from(links)
    .innerJoin(programs, and(eq(programs.workspaceId, links.workspaceId), eq(programs.id, links.programId)))
    .innerJoin(workspaces, eq(workspaces.id, links.workspaceId))
    .leftJoin(
      linkDomains,
      and(eq(linkDomains.workspaceId, links.workspaceId), eq(linkDomains.host, links.host)),
    )
    .where(isWanted(subjects));
  const capsByLink = groupValues(await readCaps(tx, subjects), {
    keyOf: ({ name }) => name,
    keep: ({ published }) => published,
  });
  return rows.map((row) => {
    const name = nameOf(row.link.workspaceId, row.link.id);
    return [name, copyOf(row, capsByLink.get(name) ?? [])];
  });
}

const isWanted = ({ workspaceIds, ids }: Subjects) =>
  and(inArray(links.workspaceId, [...workspaceIds]), inArray(links.id, [...ids] as LinkId[]));

/** Caps of the links, and of their affiliates in their programs, each with the name of the copy it belongs in. */
async function readCaps(
  tx: Db,
  subjects: Subjects,
): Promise<readonly { readonly name: string; readonly published: PublishedCap }[]> {
  const ofPair = and(eq(caps.affiliateId, links.affiliateId), eq(caps.programId, links.programId));
  const rows = await tx
    .select({ workspaceId: links.workspaceId, linkId: links.id, cap: caps })
    .from(links)
    .innerJoin(caps, and(eq(caps.workspaceId, links.workspaceId), or(eq(caps.linkId, links.id), ofPair)))
    .where(and(isWanted(subjects), eq(caps.status, "active")))
    .orderBy(asc(links.id), asc(caps.id));
  return rows.map(({ workspaceId, linkId, cap: { id, metric, period, max, overflowUrl } }) => ({
    name: nameOf(workspaceId, linkId),
    published: { id, metric, period, max, overflow_url: overflowUrl },
  }));
}

function copyOf(row: Row, capsOfLink: readonly PublishedCap[]): PublishedLink {
  const { link, program, parameterMap } = row;
  return {
    v: 1,
    link_id: link.id,
    workspace_id: link.workspaceId,
    program_id: link.programId,
    affiliate_id: link.affiliateId,
    destination_url: link.destinationUrl,
    status: statusOf(row),
    expires_at_ms: link.expiresAt?.getTime() ?? null,
    cookie_mode: program.cookieMode,
    ...(link.startsAt ? { starts_at_ms: link.startsAt.getTime() } : {}),
    ...(link.fallbackUrl === null ? {} : { fallback_url: link.fallbackUrl }),
    ...(link.couponCode === null ? {} : { coupon_code: link.couponCode }),
    ...(link.isDurable || program.isDurable ? { durable: true } : {}),
    ...unlessEmpty({ rules: link.rules, variants: link.variants, caps: capsOfLink }),
    ...unlessEmpty({ allowed_hosts: program.allowedHosts, allowed_schemes: program.allowedSchemes }),
    ...(program.passQuery === "all" ? {} : { pass_query: program.passQuery }),
    ...(program.addsAfsrc ? {} : { adds_afsrc: false }),
    ...parametersOf(program.clickIdParameter, parameterMap),
  };
}

/** A link on a host that lost its proof goes nowhere: whoever has the host now decides what it serves. */
function statusOf({ link, program, domainStatus }: Row): PublishedLink["status"] {
  if (link.status === "disabled" || (domainStatus !== null && domainStatus !== "verified")) return "disabled";
  return program.status === "active" ? "active" : "program_closed";
}

function parametersOf(clickIdParameter: string, map: ParameterMap): Partial<PublishedLink> {
  const names = [...new Set([clickIdParameter, ...(map.click_id ?? [])])];
  const isDefault = names.length === 1 && clickIdParameter === CLICK_ID_PARAMETER;
  const subIds = map.sub_ids ?? {};
  return {
    ...(isDefault ? {} : { click_id_parameters: names }),
    ...(Object.keys(subIds).length > 0 ? { sub_ids: subIds } : {}),
  };
}

function unlessEmpty<Lists extends Readonly<Record<string, readonly unknown[]>>>(
  lists: Lists,
): Partial<Lists> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>;
}
