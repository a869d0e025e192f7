import { isAttributedReason } from "../../core/attribution/reasons.ts";
import type { Hmac } from "../../core/link/click-id.ts";
import { beforeAll, type Case, decide, type World } from "../../core/settlement/decide.ts";
import type { ConversionId, JourneyId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { inOrder, together } from "../../db/in-order.ts";
import { insertAll } from "../../db/insert-all.ts";
import type { EventDraft } from "../events/write-events.ts";
import { type LedgerHead, lockLedger } from "../ledger/lock-ledger.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { AcceptedConversion, ConversionRow } from "./accepted-conversion.ts";
import { loadCases } from "./load-cases.ts";
import { loadWorld } from "./load-world.ts";
import { lockConversions } from "./lock-conversions.ts";
import { moveConversions, newConversionRows, type Standing } from "./write-conversions.ts";
import {
  accrualOf,
  type Decided,
  type DecisionRows,
  decisionRows,
  eventOfEarned,
  journeyRows,
} from "./write-decisions.ts";

/** Longest pause between two looks at a conversion that waits for its click. */
const RETRY_SECONDS_MAX = 300;

/**
 * What became of a conversion. `waiting`: a click it names, proven by its signature, is not here yet;
 * it is looked at again after `retrySeconds`. `exists`: it was decided before.
 */
export type Settlement =
  | { readonly kind: "decided" | "exists" | "conflict" }
  | { readonly kind: "waiting"; readonly retrySeconds: number };

/** A conversion to take to its reason code, and the request that reported it. */
export type ToSettle = { readonly accepted: AcceptedConversion; readonly requestId: string };

/**
 * Takes accepted conversions of a workspace to their one terminal reason code each: journey, decision,
 * fraud score, commissions and journals, in one transaction and a constant number of statements, however
 * many they are. They are decided in the order given. Delivered twice, or at once, each counts once.
 *
 * @returns what became of each, in the order given
 */
export function settleConversions(
  context: Context,
  batch: readonly ToSettle[],
  hmacs: readonly Hmac[],
): Promise<readonly Settlement[]> {
  return transact(context, async (tx) => {
    const head = await lockLedger(tx, context);
    const ids = [...new Set(batch.map(({ accepted }) => accepted.id))];
    const there = await lockConversions(tx, context, ids);
    return settle(tx, context, { batch, there, head }, hmacs);
  });
}

/** Looks again at conversions of a workspace that wait. What is not there, or was decided, is `exists`. */
export function settleWaitingConversions(
  context: Context,
  waiting: readonly { readonly id: ConversionId; readonly requestId: string }[],
  hmacs: readonly Hmac[],
): Promise<readonly Settlement[]> {
  return transact(context, async (tx) => {
    const head = await lockLedger(tx, context);
    const there = await lockConversions(
      tx,
      context,
      waiting.map(({ id }) => id),
    );
    const batch = waiting.flatMap(({ id, requestId }) => {
      const accepted = there.get(id);
      return accepted ? [{ accepted, requestId }] : [];
    });
    const settled = await settle(tx, context, { batch, there, head }, hmacs);
    const settlements = new Map(batch.map(({ accepted }, index) => [accepted.id, settled[index]]));
    return waiting.map(({ id }) => settlements.get(id) ?? { kind: "exists" });
  });
}

/** A batch, those of its conversions that were there before, their rows locked, and the end of the locked ledger. */
type LockedBatch = {
  readonly batch: readonly ToSettle[];
  readonly there: ReadonlyMap<ConversionId, ConversionRow>;
  readonly head: LedgerHead;
};

async function settle(
  tx: Db,
  context: Context,
  locked: LockedBatch,
  hmacs: readonly Hmac[],
): Promise<readonly Settlement[]> {
  const cases = await loadCases(tx, context, undecided(locked), hmacs);
  const world = await loadWorld(tx, context, cases);
  const run = decideAll(locked, world, cases);
  await write(tx, context, locked, run);
  return run.settlements;
}

/** Each conversion that is to be decided, once, as it was first reported. */
function undecided({ batch, there }: LockedBatch): readonly AcceptedConversion[] {
  const firsts = new Map<ConversionId, AcceptedConversion>();
  for (const { accepted } of batch) {
    const row = there.get(accepted.id);
    if (row ? row.status !== "received" : firsts.has(accepted.id)) continue;
    firsts.set(accepted.id, row ?? accepted);
  }
  return [...firsts.values()];
}

/** What a batch comes to. */
type Run = {
  readonly settlements: readonly Settlement[];
  readonly decided: readonly (Decided & { readonly requestId: string })[];
  /** Where each conversion that was looked at stands now. */
  readonly standings: ReadonlyMap<ConversionId, Standing>;
};

function decideAll({ batch, there }: LockedBatch, world: World, cases: readonly Case[]): Run {
  const casesById = new Map(cases.map((each) => [each.conversion.id, each]));
  const known = new Map<ConversionId, { readonly fingerprint: string }>(there);
  const decided: Run["decided"][number][] = [];
  const before = beforeAll(world);
  const standings = new Map<ConversionId, Standing>();
  const settlements = batch.map(({ accepted, requestId }): Settlement => {
    const { id, fingerprint } = accepted;
    const earlier = known.get(id);
    if (earlier && earlier.fingerprint !== fingerprint) return { kind: "conflict" };
    known.set(id, accepted);
    const found = casesById.get(id);
    if (!found || before.sales.hasDecided(id)) return { kind: "exists" };
    const outcome = decide(world, found, before);
    if (outcome.kind === "waiting") {
      const attempts = (standings.get(id) ?? there.get(id))?.attempts ?? 0;
      const retrySeconds = Math.min(2 ** (attempts + 1), RETRY_SECONDS_MAX);
      standings.set(id, waitingAt(id, attempts + 1, new Date(world.nowMs + retrySeconds * 1000)));
      return { kind: "waiting", retrySeconds };
    }
    decided.push({ conversion: found.conversion, decision: outcome, again: null, requestId });
    standings.set(id, decidedAs(id, outcome.reason, { world, attempts: there.get(id)?.attempts ?? 0 }));
    return { kind: "decided" };
  });
  return { settlements, decided, standings };
}

function waitingAt(id: ConversionId, attempts: number, retryAt: Date): Standing {
  return { id, status: "received", reason: null, attempts, retryAt, decidedAt: null };
}

function decidedAs(
  id: ConversionId,
  reason: Decided["decision"]["reason"],
  { world, attempts }: { readonly world: World; readonly attempts: number },
): Standing {
  const status = isAttributedReason(reason) ? ("attributed" as const) : ("unattributed" as const);
  return { id, status, reason, attempts, retryAt: null, decidedAt: new Date(world.nowMs) };
}

async function write(tx: Db, context: Context, { batch, there, head }: LockedBatch, run: Run): Promise<void> {
  const { decided, standings } = run;
  const recorded = new Map<ConversionId, { accepted: AcceptedConversion; standing: Standing }>();
  for (const { accepted } of batch) {
    const standing = standings.get(accepted.id);
    if (!standing || there.has(accepted.id) || recorded.has(accepted.id)) continue;
    recorded.set(accepted.id, { accepted, standing });
  }
  await moveConversions(
    tx,
    context,
    [...standings.values()].filter(({ id }) => there.has(id)),
  );
  const journeys = journeyRows(context, decided);
  const line = inOrder(tx);
  await together([
    insertAll(line, [newConversionRows(context, [...recorded.values()]), ...journeys.rows]),
    writeDecisions(line, context, run, { accepted: [...recorded.keys()], journeyIds: journeys.ids, head }),
  ]);
}

/** What comes before the decisions of a batch. */
type Before = {
  readonly accepted: readonly ConversionId[];
  readonly journeyIds: readonly JourneyId[];
  readonly head: LedgerHead;
};

/**
 * Writes what a batch came to, after its conversions and journeys: while Postgres works on one statement, the next is made.
 */
async function writeDecisions(
  tx: Db,
  context: Context,
  run: Run,
  { accepted, journeyIds, head }: Before,
): Promise<void> {
  const rows = decisionRows(context, run.decided, journeyIds);
  await together([
    postJournals(tx, context, rows.earned.map(accrualOf), head),
    insertAll(tx, [...rows.decisions, ...rows.commissions]),
    tell(tx, context, run, { accepted, earned: rows.earned }),
  ]);
}

/** The acts and events of a batch. */
async function tell(
  tx: Db,
  context: Context,
  { decided, standings }: Run,
  {
    accepted,
    earned,
  }: { readonly accepted: readonly ConversionId[]; readonly earned: DecisionRows["earned"] },
): Promise<void> {
  await audit(
    tx,
    context,
    decided.map(({ conversion: { id }, requestId }) => {
      const { status: to, reason } = standings.get(id) as Standing;
      return {
        ...{ action: "conversion.decided", subjectId: id, requestId },
        change: { from: "received", to, reason },
      };
    }),
    [
      ...accepted.map((id): EventDraft => ({ type: "conversion.accepted", subjectId: id })),
      ...decided.map(({ conversion: { id }, requestId }): EventDraft => {
        const { status } = standings.get(id) as Standing;
        const type = status === "attributed" ? "conversion.attributed" : "conversion.unattributed";
        return { type, subjectId: id, requestId };
      }),
      ...earned.map(eventOfEarned),
    ],
  );
}
