import type { Invalid } from "../shared/problems.ts";

/** Refuses a link that would end before it begins; null if there is nothing to refuse. */
export function judgeSpan({
  startsAt,
  expiresAt,
}: {
  readonly startsAt?: Date | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}): Invalid | null {
  if (!startsAt || !expiresAt || startsAt < expiresAt) return null;
  return { code: "invalid", param: "expires_at", message: "must be after starts_at" };
}
