import type { Hmac } from "../../core/link/click-id.ts";
import { customerKeys, type ReportedConversion } from "../../core/settlement/conversion.ts";
import type { Case } from "../../core/settlement/decide.ts";
import { journeyWindow } from "../../core/settlement/journey.ts";
import { readNamedClick } from "../../core/settlement/named-click.ts";
import { type PolicyVersion, policyAt } from "../../core/settlement/terms.ts";
import type { Db } from "../../db/client.ts";
import { findJourneys, type JourneySearch } from "../../db/queries/journeys.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import type { Context } from "../shared/context.ts";
import { loadPolicies } from "./find-policy.ts";

type CaseBeforeSearch = Omit<Case, "found">;

/**
 * Loads what each conversion is judged by: the policy of its time and every click that may belong to its
 * journey, in two statements. The order of the conversions is that in which they will be decided.
 */
export async function loadCases(
  tx: Db,
  context: Context,
  conversions: readonly ReportedConversion[],
  hmacs: readonly Hmac[],
): Promise<readonly Case[]> {
  return loadCasesUnder(tx, context, { conversions, policies: await loadPolicies(tx, context) }, hmacs);
}

/** As `loadCases`, judged by other policies than those of the workspace; versions of one, oldest first. */
export async function loadCasesUnder(
  tx: Db,
  context: Context,
  {
    conversions,
    policies,
  }: {
    readonly conversions: readonly ReportedConversion[];
    readonly policies: readonly PolicyVersion[];
  },
  hmacs: readonly Hmac[],
): Promise<readonly Case[]> {
  const judge = { tag: workspaceTag(context.workspaceId), hmacs };
  const cases = conversions.map((conversion) => ({
    conversion,
    policy: policyAt(policies, conversion.occurredAt.getTime()),
    named: conversion.clickIds.map((text) => readNamedClick(text, judge)),
  }));
  const found = await findJourneys(tx, context.workspaceId, searchesOf(cases));
  return cases.map((each) => ({ ...each, found: found.get(each.conversion.id) ?? [] }));
}

function searchesOf(cases: readonly CaseBeforeSearch[]): readonly JourneySearch[] {
  const earlier = new Map<string, CaseBeforeSearch[]>();
  return cases.map((each) => {
    const keys = customerKeys(each.conversion);
    const related = new Set(keys.flatMap((key) => earlier.get(key) ?? []));
    for (const key of keys) earlier.set(key, [...(earlier.get(key) ?? []), each]);
    return {
      conversionId: each.conversion.id,
      clickIds: clickIdsOf(each),
      customerKeys: keys,
      tied: [...related].map((other) => ({ by: other.conversion.id, clickIds: clickIdsOf(other) })),
      ...journeyWindow(each.conversion, each.policy.policy),
    };
  });
}

function clickIdsOf({ named }: CaseBeforeSearch): readonly string[] {
  return named.flatMap(({ uuid }) => (uuid === null ? [] : [uuid]));
}
