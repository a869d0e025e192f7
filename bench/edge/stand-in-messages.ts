/** How the queue of the stand-in behaves. */
export type QueueBehaviour = {
  /** Share of sends it answers with 500, 0 to 1. */
  readonly refusedShare: number;
  /** How long it takes to acknowledge a message, in milliseconds. */
  readonly delayMs: number;
};

/** What the stand-in took since it was last reset. */
export type Taken = {
  readonly kvReads: number;
  readonly kvWrites: number;
  readonly queueMessages: number;
  /** As billed: one for each begun 64 KB written. */
  readonly queueWrites: number;
  readonly queueRefused: number;
  readonly bucketWrites: number;
  /** Clicks in messages and in spilled objects, repeats included. */
  readonly clicks: number;
  readonly distinctClicks: number;
  /** Of the first click of each message: those that break the contract. */
  readonly malformed: number;
  /** Age of the oldest click of each message when it arrived, in milliseconds. */
  readonly oldestAgesMs: readonly number[];
  /** CPU time of the stand-in itself, in microseconds. */
  readonly cpuUs: number;
};

/** What may be asked of the stand-in's process. */
export type Ask =
  | { readonly ask: "publish"; readonly entries: readonly (readonly [string, string])[] }
  | { readonly ask: "behave"; readonly behaviour: QueueBehaviour }
  | { readonly ask: "reset" }
  | { readonly ask: "taken" }
  | { readonly ask: "ids" };
/** A call of the parent, and what comes back under the same number. */
export type Call = { readonly number: number } & Ask;
export type Answer = { readonly number: number; readonly result: unknown };
