/** When a journal is booked, and the closed month that it would have changed. */
export type Booking = { readonly atMs: number; readonly adjustsPeriod: string | null };

/** The calendar month (UTC) of an instant in RFC 3339 form, `YYYY-MM`. */
export const periodOf = (instant: string): string => instant.slice(0, 7);

/**
 * Says when an effect is booked: when it happened, but not later than now, unless that month is closed; then now,
 * as an adjustment, or at the first open instant if now is closed too.
 *
 * @param iso writes milliseconds since 1970 in RFC 3339 form, in UTC
 */
export function bookingOf(
  occurredAtMs: number,
  { nowMs, closedBeforeMs }: { readonly nowMs: number; readonly closedBeforeMs: number | null },
  iso: (ms: number) => string,
): Booking {
  const atMs = Math.min(occurredAtMs, nowMs);
  if (closedBeforeMs === null || atMs >= closedBeforeMs) return { atMs, adjustsPeriod: null };
  return { atMs: Math.max(nowMs, closedBeforeMs), adjustsPeriod: periodOf(iso(occurredAtMs)) };
}
