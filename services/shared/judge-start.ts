import type { Invalid } from "./problems.ts";

/**
 * Refuses a version of terms in force from before now: what was earned until now was earned under the
 * terms of then. Null if there is nothing to refuse; without a start a version is in force from now.
 */
export function judgeStart(effectiveFrom: Date | undefined, now: Date): Invalid | null {
  if (effectiveFrom === undefined || effectiveFrom >= now) return null;
  const message = "must not be in the past; leave it out for now";
  return { code: "invalid", param: "effective_from", message };
}
