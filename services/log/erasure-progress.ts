import type { Customer } from "./customer.ts";

/** What was erased so far, in counts: what the API shows. */
export type ErasureCounts = {
  readonly clicks: number;
  readonly raw_objects: number;
  readonly parts: number;
  /** What could not be processed. */
  readonly bad_rows: number;
  readonly identity_edges: number;
  readonly conversions: number;
  /** Applications to programs that came to nothing. */
  readonly applications: number;
};

/** How far an erasure has come, as its row keeps it until it is done: no visitor is named in it. */
export type ErasureProgress = Omit<ErasureCounts, "applications"> & {
  /** Absent of erasures that were asked for before applications were erased. */
  readonly applications?: number;
  /** Hours (UTC) that had clicks of the subject, and those of them that are to be looked at, as ISO instants. */
  readonly hours: readonly string[];
  readonly todo: readonly string[];
  /** Keys of the bucket's first copies of the customer's conversions, until they are deleted. */
  readonly copies?: readonly string[];
  /** Whom messages that could not be processed may name; absent where the erasure names no customer. */
  readonly customer?: Customer;
  /** The last day of the log that was searched, which Postgres has no rows of any more; null before the first. */
  readonly searched_day: string | null;
  readonly is_searched: boolean;
  /** When something was last changed; only a look at all hours that began long after it proves the end. */
  readonly changed_at_ms: number;
  readonly is_verifying: boolean;
};

/** The progress of an erasure that was just asked for. */
export function newProgress(
  known: Pick<ErasureProgress, "identity_edges" | "conversions" | "applications" | "copies" | "customer">,
  now: Date,
): ErasureProgress {
  return {
    ...known,
    ...{
      clicks: 0,
      raw_objects: 0,
      parts: 0,
      bad_rows: 0,
      hours: [],
      todo: [],
      searched_day: null,
      is_searched: false,
    },
    ...{ changed_at_ms: now.getTime(), is_verifying: false },
  };
}

/** Takes in hours in which clicks of the subject were found. */
export function withHours(progress: ErasureProgress, found: readonly Date[], now: Date): ErasureProgress {
  if (found.length === 0) return progress;
  const names = found.map((hour) => hour.toISOString());
  return {
    ...progress,
    hours: [...new Set([...progress.hours, ...names])].sort(),
    todo: [...new Set([...progress.todo, ...names])].sort(),
    ...{ changed_at_ms: now.getTime(), is_verifying: false },
  };
}

/** The counts alone. */
export function countsOf(progress: ErasureProgress): ErasureCounts {
  const { clicks, raw_objects, parts, bad_rows, identity_edges, conversions, applications = 0 } = progress;
  return { clicks, raw_objects, parts, bad_rows, identity_edges, conversions, applications };
}
