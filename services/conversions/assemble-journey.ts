import type { ReasonCode } from "../../core/attribution/reasons.ts";
import { CLOCK_SKEW_MS_MAX } from "../../core/attribution/touchpoint.ts";
import { type Hmac, verifyClickId } from "../../core/link/click-id.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { findJourney, type JourneyTouch } from "../../db/queries/journeys.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import type { Context } from "../shared/context.ts";
import { findPolicy, type PolicyInForce } from "./find-terms.ts";
import type { ConversionRow } from "./record-conversion.ts";

/** What was wrong with a click id that the merchant named. */
export type ClickProblem = { readonly clickId: string; readonly reason: ReasonCode };

/** A journey, oldest touchpoint first, and the policy it will be judged by. */
export type AssembledJourney = {
  readonly touches: readonly JourneyTouch[];
  readonly clickProblems: readonly ClickProblem[];
  readonly policyInForce: PolicyInForce;
};

/**
 * Finds the journey behind a conversion: clicks it names, clicks of the same visitors, clicks tied
 * earlier to the same customer.
 *
 * A click id proves by its signature that the click happened, so while `mayWait` a journey with a
 * named click missing answers `waiting`: the click's row is still on its way.
 */
export async function assembleJourney(
  tx: Db,
  context: Context,
  conversion: ConversionRow,
  { hmacs, mayWait }: { readonly hmacs: readonly Hmac[]; readonly mayWait: boolean },
): Promise<AssembledJourney | "waiting"> {
  const policyInForce = await findPolicy(tx, context, conversion.occurredAt);
  const occurredAtMs = conversion.occurredAt.getTime();
  const fromMs = occurredAtMs - policyInForce.policy.lookbackMs;
  const named = conversion.clickIds.map((text) => readClickId(text, context.workspaceId, hmacs));
  const touches = await findJourney(tx, {
    workspaceId: context.workspaceId,
    clickIds: named.flatMap(({ uuid }) => (uuid === null ? [] : [uuid])),
    customerKeys: customerKeys(conversion),
    from: new Date(fromMs),
    until: new Date(occurredAtMs + CLOCK_SKEW_MS_MAX),
  });
  const found = new Set(touches.map(({ clickId }) => clickId));
  const missing = named.filter(({ uuid }) => uuid !== null && !found.has(uuid));
  const isOnItsWay = missing.some(({ timestampMs }) => timestampMs >= fromMs);
  if (mayWait && isOnItsWay) return "waiting";
  return {
    touches,
    policyInForce,
    clickProblems: [
      ...named.flatMap(({ text, problem }) => (problem ? [{ clickId: text, reason: problem }] : [])),
      ...missing.map(({ text, timestampMs }) => ({
        clickId: text,
        reason: timestampMs < fromMs ? ("click_expired" as const) : ("click_not_found" as const),
      })),
    ],
  };
}

/** The keys under which a customer is known, by the merchant's id and by the hash of the address. */
export function customerKeys(conversion: ConversionRow): readonly string[] {
  return [
    ...(conversion.customerExternalId ? [`external:${conversion.customerExternalId}`] : []),
    ...(conversion.customerEmailSha256 ? [`email_sha256:${conversion.customerEmailSha256}`] : []),
  ];
}

type NamedClick = {
  readonly text: string;
  /** The id of the click's row, or null if the text proves no click of this workspace. */
  readonly uuid: string | null;
  readonly timestampMs: number;
  readonly problem: ReasonCode | null;
};

function readClickId(text: string, workspaceId: WorkspaceId, hmacs: readonly Hmac[]): NamedClick {
  const verified = verifyClickId(text, hmacs);
  if (!verified.ok) return { text, uuid: null, timestampMs: 0, problem: verified.error };
  const { uuid, timestampMs } = verified.value;
  if (verified.value.workspaceTag !== workspaceTag(workspaceId)) {
    return { text, uuid: null, timestampMs: 0, problem: "click_of_other_workspace" };
  }
  return { text, uuid, timestampMs, problem: null };
}
