import type { CapSpan } from "../core/link/caps.ts";

/** The cap that is counted for, so that it can be told of once it is reached. */
export type CapName = { readonly workspaceId: string; readonly capId: string };

/** A click that asks whether it may pass. */
export type CapTake = {
  readonly clickId: string;
  readonly span: CapSpan;
  /** The cap's `max` as the asker knows it. */
  readonly max: number;
  readonly cap?: CapName;
};

/** An attributed conversion, in the span in which it happened. */
export type CapNote = { readonly conversionId: string; readonly span: CapSpan };

/** What a counter has counted in a span: clicks that passed, and conversions. */
export type CapCount = { readonly clicks: number; readonly conversions: number };

/**
 * The calls of a cap's counter, one Durable Object for each cap, version 1. Every call may be repeated
 * without harm. Workers are deployed one after the other, so calls only grow.
 */
export interface CapCounterCalls {
  /** Counts a click unless `max` have passed. True: it is over. */
  take(take: CapTake): Promise<boolean>;
  /** Takes back a click that passed here and was stopped by another cap. */
  giveBack(clickId: string): Promise<void>;
  /** Counts conversions, each once in a span; with the cap and its `max`, whether it is reached by them. */
  note(notes: readonly CapNote[], cap?: CapName & { readonly max: number }): Promise<void>;
  /** Says what was counted in the span; counts nothing. */
  read(spanKey: string): Promise<CapCount>;
}

/** The binding `CAPS`, as those who call see it. */
export interface CapNamespace {
  getByName(name: string): CapCounterCalls;
}

/** The name of a cap's counter. Cap ids are unique within a workspace, as far as the tables promise. */
export const capCounterName = (workspaceId: string, capId: string): string => `${workspaceId}:${capId}`;
