/** A request that its route takes, as often as it comes. */
export type MutatingCall = {
  readonly path: string;
  /** JSON, or a blob as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The API key of another than the shop's own. */
  readonly by?: string;
};

/** Calls that find nothing to change, or hand their work to a queue: they write no act, and no row either. */
export const CHANGES_NOTHING = [
  "POST /v1/link-domains/:id/verify",
  "POST /v1/payout-batches/:id/execute",
  "POST /v1/payout-statements",
  "POST /v1/postbacks/:id/redeliver",
  "POST /v1/webhook-endpoints/:id/redeliver",
];
