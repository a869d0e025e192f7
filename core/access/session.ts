/** A session ends when it was not used for so long. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** A session ends then, however much it is used. */
export const SESSION_MS = 30 * 86_400_000;
/** For so long the person counts as just proved: what moves money asks for it. */
const VERIFIED_MS = 600_000;

/** The times of a session. */
export type SessionTimes = {
  readonly lastUsedAtMs: number;
  readonly expiresAtMs: number;
  readonly isRevoked: boolean;
};

/** True of a session that still stands at an instant; both its ends are open. */
export function isSessionLive(
  { lastUsedAtMs, expiresAtMs, isRevoked }: SessionTimes,
  nowMs: number,
): boolean {
  return !isRevoked && nowMs < expiresAtMs && nowMs < lastUsedAtMs + SESSION_IDLE_MS;
}

/** True where a person proved itself by more than its session less than ten minutes ago. */
export function isVerified(verifiedAtMs: number | null, nowMs: number): boolean {
  return verifiedAtMs !== null && nowMs < verifiedAtMs + VERIFIED_MS;
}

/** What is known of a session that asks for something that its cookie alone does not allow. */
type Standing = { readonly verifiedAt: Date | null; readonly createdAt: Date };

/**
 * True of a session whose person proved itself just now: by stepping up, or, where that is said to do, by signing in.
 */
export function isFresh(
  { verifiedAt, createdAt }: Standing,
  now: Date,
  { counts }: { readonly counts: "step_up" | "sign_in" },
): boolean {
  const nowMs = now.getTime();
  if (isVerified(verifiedAt?.getTime() ?? null, nowMs)) return true;
  return counts === "sign_in" && isVerified(createdAt.getTime(), nowMs);
}
