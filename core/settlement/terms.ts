import type { AttributionPolicy } from "../attribution/policy.ts";
import type { CommissionRule } from "../commission/plan.ts";
import { assert } from "../shared/assert.ts";
import type { PlanId, ProgramId } from "../shared/id.ts";

/** One version of a workspace's policy. */
export type PolicyVersion = {
  readonly version: number;
  readonly hash: string;
  readonly effectiveFromMs: number;
  readonly policy: AttributionPolicy;
};

/** A program's plan in all its versions, oldest first, and the program's hold. */
export type ProgramTerms = {
  readonly programId: ProgramId;
  readonly planId: PlanId;
  readonly holdDays: number;
  readonly versions: readonly {
    readonly version: number;
    readonly effectiveFromMs: number;
    readonly rule: CommissionRule;
  }[];
};

/** The plan version that governs a sale of a program, and the program's hold. */
export type PlanInForce = Omit<ProgramTerms, "versions"> & {
  readonly version: number;
  readonly rule: CommissionRule;
};

/**
 * The newest policy version in force at an instant; before the first one began, the first. Every
 * workspace has version 1 from its beginning.
 *
 * @param versions oldest first
 */
export function policyAt(versions: readonly PolicyVersion[], atMs: number): PolicyVersion {
  const found = versions.findLast(({ effectiveFromMs }) => effectiveFromMs <= atMs) ?? versions[0];
  assert(found !== undefined, "a workspace has an attribution policy");
  return found;
}

/** The newest plan version in force at an instant, or null while there is none. */
export function planAt({ versions, ...terms }: ProgramTerms, atMs: number): PlanInForce | null {
  const found = versions.findLast(({ effectiveFromMs }) => effectiveFromMs <= atMs);
  return found ? { ...terms, version: found.version, rule: found.rule } : null;
}
