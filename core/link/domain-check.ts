/** How long a domain may wait for its record. */
const PENDING_MS_MAX = 7 * 86_400_000;
/** How long a proved domain is left alone, and how long it may lack its record. */
export const RECHECK_MS = 86_400_000;

/** What of a link domain its next check changes. */
export type DomainState = {
  readonly status: "pending" | "verified" | "failed";
  /** Of a proved domain that lacks its record: when that was found first. */
  readonly checkedAtMs: number | null;
  readonly verifiedAtMs: number | null;
  readonly problem: DomainProblem | null;
};
/** What keeps a domain from being proved. */
export type DomainProblem = "record_missing" | "record_differs" | "resolver_away" | "host_taken";

/** What a resolver said of the record: null while it is away. */
export type DomainFinding = "proved" | "record_missing" | "record_differs" | "resolver_away";

/** Where the record of a host is looked for. */
export const recordName = (host: string): string => `_tributary.${host}`;
/** What it must hold. */
export const recordValue = (token: string): string => `tributary-verification=${token}`;

/** Reads what the TXT records of a domain prove; null stands for a resolver that gave no answer. */
export function judgeRecords(records: readonly string[] | null, token: string): DomainFinding {
  if (records === null) return "resolver_away";
  if (records.some((record) => record.trim() === recordValue(token))) return "proved";
  return records.length === 0 ? "record_missing" : "record_differs";
}

/**
 * Says what becomes of a domain. A resolver that is away decides nothing, and a proved domain fails only
 * when its record was found gone twice, a day apart: live links must not go with an outage of a DNS.
 */
export function nextDomainState(
  state: DomainState & {
    /** Of one that waits for its record: since when. */
    readonly waitsSinceMs: number;
  },
  finding: DomainFinding,
  nowMs: number,
): DomainState {
  const { status, checkedAtMs, verifiedAtMs, problem } = state;
  if (finding === "proved") {
    return { status: "verified", checkedAtMs: nowMs, verifiedAtMs: nowMs, problem: null };
  }
  if (finding === "resolver_away") {
    return { status, checkedAtMs, verifiedAtMs, problem: status === "verified" ? problem : finding };
  }
  const failed = { verifiedAtMs, problem: finding };
  if (status !== "verified") {
    const isLate = nowMs - state.waitsSinceMs >= PENDING_MS_MAX;
    return { ...failed, status: isLate ? "failed" : status, checkedAtMs: nowMs };
  }
  const missingSinceMs = lacksRecord(state) ? checkedAtMs : null;
  if (missingSinceMs === null) return { ...failed, status, checkedAtMs: nowMs };
  const isGone = nowMs - missingSinceMs >= RECHECK_MS;
  return { ...failed, status: isGone ? "failed" : status, checkedAtMs: isGone ? nowMs : missingSinceMs };
}

/** True of a proved domain whose last answered check did not find the record. */
function lacksRecord({ checkedAtMs, verifiedAtMs }: DomainState): boolean {
  return checkedAtMs !== null && verifiedAtMs !== null && checkedAtMs > verifiedAtMs;
}
