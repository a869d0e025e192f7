import type { AttributionPolicy, CustomerLock } from "./policy.ts";
import type { JudgedTouch, Touchpoint, TouchReason } from "./touchpoint.ts";

const DAY_MS = 86_400_000;

/**
 * Applies the policy's customer lock. While an affiliate holds the customer only its own touchpoints take
 * part; where the journey has none of them the lock itself does, and takes the whole. A holder that is not
 * active holds nothing.
 *
 * @param judged every touchpoint, the oldest first; each earlier conversion of the customer as a lock
 */
export function applyLock(
  judged: readonly JudgedTouch[],
  convertedAtMs: number,
  policy: AttributionPolicy,
): readonly JudgedTouch[] {
  const { customerLock } = policy;
  if (customerLock.kind === "none") return withLocks(judged, () => "lock_not_counted");
  const holder = findHolder(judged, convertedAtMs, customerLock);
  if (holder === null) return withLocks(judged, () => "lock_expired");
  if (customerLock.affiliate === "latest" && isTakenOver(judged, holder)) {
    return withLocks(judged, (touch) => (touch === holder ? "lock_taken_over" : "lock_superseded"));
  }
  const isHeldByTouch = judged.some(
    ({ touch, why }) =>
      why === "eligible" && touch.kind !== "lock" && touch.affiliateId === holder.affiliateId,
  );
  return judged.map(({ touch, why }) => {
    if (why !== "eligible") return { touch, why };
    if (touch === holder) return { touch, why: isHeldByTouch ? "lock_not_needed" : "eligible" };
    if (touch.kind === "lock") return { touch, why: "lock_superseded" };
    return { touch, why: touch.affiliateId === holder.affiliateId ? "eligible" : "held_by_other_affiliate" };
  });
}

/** Gives each lock that is eligible a reason to be out. */
function withLocks(
  judged: readonly JudgedTouch[],
  reasonOf: (touch: Touchpoint) => TouchReason,
): readonly JudgedTouch[] {
  return judged.map(({ touch, why }) => ({
    touch,
    why: touch.kind === "lock" && why === "eligible" ? reasonOf(touch) : why,
  }));
}

/** The earlier conversion whose affiliate holds the customer at the time of this one, or null. */
function findHolder(
  judged: readonly JudgedTouch[],
  convertedAtMs: number,
  lock: Exclude<CustomerLock, { kind: "none" }>,
): Touchpoint | null {
  const locks = judged
    .filter(({ touch, why }) => touch.kind === "lock" && why === "eligible" && touch.atMs < convertedAtMs)
    .map(({ touch }) => touch);
  const lastsMs = lock.kind === "lifetime" ? Number.POSITIVE_INFINITY : lock.days * DAY_MS;
  const isLocked = (holder: Touchpoint, atMs: number): boolean => atMs - holder.atMs <= lastsMs;
  const holder =
    lock.affiliate === "latest"
      ? (locks.at(-1) ?? null)
      : locks.reduce<Touchpoint | null>(
          (held, touch) => (held !== null && isLocked(held, touch.atMs) ? held : touch),
          null,
        );
  return holder !== null && isLocked(holder, convertedAtMs) ? holder : null;
}

/** True if another affiliate's click, or coupon, that counts came after the conversion that locked. */
function isTakenOver(judged: readonly JudgedTouch[], holder: Touchpoint): boolean {
  return judged.some(
    ({ touch, why }) =>
      why === "eligible" &&
      touch.kind !== "lock" &&
      touch.affiliateId !== holder.affiliateId &&
      touch.atMs > holder.atMs,
  );
}
