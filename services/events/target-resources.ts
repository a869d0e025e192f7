import { and, count, eq, inArray, isNull } from "drizzle-orm";
import { templateProblem } from "../../core/events/macros.ts";
import { assert } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, eventTargets, programs } from "../../db/schema/index.ts";
import type { ResolveAddresses } from "../../platform/guard-url.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { instant, list, picked, text, times } from "../resources/columns.ts";
import type { Fields, Means, Resource, RowChange } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { takeTurn } from "../shared/take-turn.ts";
import { addressMessage } from "./judge-address.ts";
import { hostOf, shownChanges } from "./shown-changes.ts";
import { type EventTarget, giveUpWaiting, statusChange } from "./targets.ts";

type Change = RowChange<EventTarget>;

/** Endpoints a workspace may have, archived ones aside; each event is told to each of them. */
const ENDPOINTS_MAX = 50;
/** Postbacks an affiliate may have, archived ones aside. */
const POSTBACKS_MAX = 20;

const COLUMNS: Resource["columns"] = {
  url: text("url", ["contains"], { isSearched: true }),
  types: list("types", ["contains"]),
  description: text("description", ["contains"], { isSearched: true }),
  status: picked("status"),
  disabled_because: picked("ended"),
  contact_email: text("contactEmail", ["eq"]),
  failing_since: instant("failingSince"),
};
const TIMES: Resource["columns"] = { ...times, created_at: { ...times.created_at, isSorted: true } };

/** What webhook endpoints and postbacks have in common: an archived one is disabled, and what waits for it is given up. */
const common = (kind: EventTarget["kind"]) =>
  ({
    table: eventTargets,
    masked: ["contact_email"],
    isReferredToMeanwhile: true,
    onArchive: { status: "disabled", ended: "by_hand" },
    visible: () => eq(eventTargets.kind, kind),
    amend: (_context, fields, before) => amended(kind, fields, before),
    written: async (tx, context, changes) => {
      const ended = changes.filter(
        ({ before, after }) => before?.status === "enabled" && after.status === "disabled",
      );
      await giveUpWaiting(
        tx,
        context,
        ended.map(({ after }) => after.id),
      );
    },
    told: ({ before, after }) => ({ change: before ? shownChanges(before, after) : firstShown(after) }),
  }) satisfies Partial<Resource<EventTarget>>;

/** Webhook endpoints: where a merchant is told what happens. */
export const endpointResource: Resource<EventTarget> = {
  ...{ object: "webhook_endpoint", prefix: "whe", ...common("webhook") },
  columns: { ...COLUMNS, earlier_secret_until: instant("earlierUntil"), ...TIMES },
  foresee: (asked, means) => judgeAddresses(asked, means, (url) => url),
  judge: (tx, context, changes) =>
    judgeNumbers(tx, context, changes, { max: ENDPOINTS_MAX, param: "url", of: "a workspace" }),
};

/** Postbacks: addresses of affiliates that are asked for whenever something happens to their commissions. */
export const postbackResource: Resource<EventTarget> = {
  ...{ object: "postback", prefix: "pbk", ...common("postback") },
  columns: {
    ...COLUMNS,
    affiliate_id: picked("affiliateId"),
    program_id: picked("programId"),
    ...TIMES,
  },
  references: { programId: programs, affiliateId: affiliates },
  foresee: (asked, means) => judgeAddresses(asked, means, (template) => template.replace(/[{}]/g, "")),
  judge: (tx, context, changes) =>
    judgeNumbers(tx, context, changes, { max: POSTBACKS_MAX, param: "affiliate_id", of: "an affiliate" }),
};

function amended(kind: EventTarget["kind"], fields: Fields, before: EventTarget | null): Fields {
  if (before === null) return { ...fields, kind };
  const { status, ...others } = fields;
  return { ...others, ...statusChange(before, status as EventTarget["status"] | undefined) };
}

/** Of an address its host alone is told. */
function firstShown(target: EventTarget): Fields {
  const { kind, affiliateId, programId, types, description } = target;
  const whose = kind === "postback" ? { affiliateId, programId } : {};
  return { ...whose, types, ...(description === "" ? {} : { description }), host: hostOf(target) };
}

/** Says what is wrong with addresses that are given. Each host is looked up once, and no more of them than a call may bring. */
async function judgeAddresses(
  asked: readonly Fields[],
  { guard }: Means,
  addressOf: (url: string) => string,
): Promise<readonly (Problem | null)[]> {
  const urls = [...new Set(asked.flatMap(({ url }) => (typeof url === "string" ? [url] : [])))];
  if (urls.length === 0) return asked.map(() => null);
  assert(guard !== undefined, "who gives addresses can judge them");
  const once = { ...guard, resolve: onceEach(guard.resolve) };
  const hosts = [...new Set(urls.map((url) => hostOf({ url })))].slice(0, HOSTS_PER_CALL_MAX);
  const judge = (url: string): Promise<string | null> | string => {
    const isTemplate = addressOf(url) !== url;
    const wrong = isTemplate ? templateProblem(url, parseUrl) : null;
    if (wrong !== null) return wrong;
    return hosts.includes(hostOf({ url })) ? addressMessage(addressOf(url), once) : TOO_MANY_HOSTS;
  };
  const messages = new Map<unknown, string | null>();
  for (let at = 0; at < urls.length; at += LOOKUPS_AT_ONCE) {
    const some = urls.slice(at, at + LOOKUPS_AT_ONCE);
    const found = await Promise.all(some.map(judge));
    some.forEach((url, index) => void messages.set(url, found[index] ?? null));
  }
  return asked.map(({ url }) => {
    const message = messages.get(url) ?? null;
    return message === null ? null : { code: "invalid", param: "url", message };
  });
}

/** Hosts that one call may bring: each is asked for while its caller waits. */
const HOSTS_PER_CALL_MAX = 20;
const TOO_MANY_HOSTS = `names one more host than the ${HOSTS_PER_CALL_MAX} that one call may bring`;
/** Addresses that are looked up at a time; a Worker has six connections, and each takes two. */
const LOOKUPS_AT_ONCE = 3;

/** Asks for each host once, however many addresses it has. */
function onceEach(resolve: ResolveAddresses): ResolveAddresses {
  const answers = new Map<string, ReturnType<ResolveAddresses>>();
  return (host) => {
    const answer = answers.get(host) ?? resolve(host);
    answers.set(host, answer);
    return answer;
  };
}

/** Refuses those beyond what there may be, which are new or come back. */
async function judgeNumbers(
  tx: Db,
  context: Context,
  changes: readonly Change[],
  { max, param, of }: { readonly max: number; readonly param: string; readonly of: string },
): Promise<readonly (Problem | null)[]> {
  const isComing = ({ before, after }: Change) =>
    !after.archivedAt && (before === null || before.archivedAt !== null);
  const [first] = changes.filter(isComing);
  if (!first) return changes.map(() => null);
  const { kind } = first.after;
  const ids = changes.flatMap(({ after }) => after.affiliateId ?? []);
  await takeTurn(tx, context, "event_targets");
  const rows = await tx
    .select({ affiliateId: eventTargets.affiliateId, had: count() })
    .from(eventTargets)
    .where(
      and(
        eq(eventTargets.workspaceId, context.workspaceId),
        eq(eventTargets.kind, kind),
        ids.length > 0 ? inArray(eventTargets.affiliateId, [...new Set(ids)]) : undefined,
        isNull(eventTargets.archivedAt),
      ),
    )
    .groupBy(eventTargets.affiliateId);
  const had = new Map(rows.map((row) => [row.affiliateId ?? null, row.had]));
  const message = `would be one more than the ${max} ${of} may have`;
  return changes.map((change) => {
    if (!isComing(change)) return null;
    const owner = change.after.affiliateId ?? null;
    had.set(owner, (had.get(owner) ?? 0) + 1);
    return (had.get(owner) ?? 0) > max ? { code: "invalid", param, message } : null;
  });
}
