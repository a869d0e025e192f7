/** A request that the sender makes for a workspace. */
export type OutgoingRequest = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

/** What came of it. */
export type OutgoingOutcome = {
  /** Null where nothing answered. */
  readonly status: number | null;
  /** Why nothing did, or the address was refused: a code, never a text of the runtime. */
  readonly problem: string | null;
  readonly durationMs: number;
  /** How the answer begins; null where nothing answered. */
  readonly answer: string | null;
  /** What the answer's `Retry-After` says. */
  readonly retryAfter: string | null;
};
