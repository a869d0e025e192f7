import { sql } from "drizzle-orm";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import { nextReturnCheckMs, repeatedReturnCheckMs } from "../../core/payout/returns.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";
import { eachApart } from "../shared/each-apart.ts";
import { applyEventsWithin } from "./apply-events.ts";
import type { PaidPayout, PayoutProvider, PayoutReport, ProviderEvent } from "./provider.ts";

/** Most payouts that one run asks for. */
const ASKED_PER_RUN_MAX = 200;

/** Where payouts were paid from: a provider, and the account there. */
export type PaidFrom = {
  readonly provider: PayoutProviderName;
  readonly accountIdentity: string | null;
};

/** How many payouts were asked for, came back, and had no answer. */
export type AskedReturns = { readonly asked: number; readonly returned: number; readonly unanswered: number };

type DuePayout = PaidPayout & PaidFrom & { readonly paidMs: number };

/**
 * Asks providers whether payouts that they paid came back, of those whose turn it is, so that money is noticed whose callback
 * was lost. What they tell is booked as a callback's would be, and once whichever comes first. A payout is put off before
 * its provider is asked: runs at once share them, and of one that dies they come again a day later.
 *
 * @param open gives the provider, or null where there is no access to it any more
 */
export async function askWhetherReturned(
  context: Context,
  open: (from: PaidFrom) => Promise<PayoutProvider | null>,
): Promise<AskedReturns> {
  const due = await takeDue(context);
  const counts = { asked: due.length, returned: 0, unanswered: 0 };
  const groups = groupBy(due, ({ provider, accountIdentity }) => `${provider} ${accountIdentity}`);
  await eachApart(groups.values(), async (group) => {
    const [from] = group;
    const opened = await open(from);
    if (!opened?.lookUpPaid)
      throw new Error(`${from.id} was paid by ${from.provider}, to which there is no access`);
    const said = await opened.lookUpPaid(group);
    // The ledger is held for both, as who books a callback about some of them holds it.
    const booked = await transact(context, async (tx) => {
      const applied = await applyEventsWithin(
        tx,
        context,
        from.provider,
        eventsOf(said, context.now.getTime()),
      );
      await putOff(tx, context, group, said);
      return applied;
    });
    counts.returned += booked.moved;
    counts.unanswered += group.length - said.size;
  });
  return counts;
}

/** The payouts that are due longest. Rows stand alone, so one that another run has is left to it. */
async function takeDue(context: Context): Promise<readonly DuePayout[]> {
  const { workspaceId, now } = context;
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(sql`
      select payout.id, payout.provider_key as "providerKey", payout.reference, batch.provider,
             batch.account_identity as "accountIdentity", (extract(epoch from payout.paid_at) * 1000)::float8 as "paidMs"
        from payouts payout
        join payout_batches batch on batch.workspace_id = payout.workspace_id and batch.id = payout.batch_id
       where payout.workspace_id = ${workspaceId} and payout.return_due_at <= ${now.toISOString()}::timestamptz
       order by payout.return_due_at, payout.id limit ${ASKED_PER_RUN_MAX} for update of payout skip locked`)) as unknown as {
      rows: DuePayout[];
    };
    const nowMs = now.getTime();
    await setDue(
      tx,
      context,
      rows.map((row) => [row.id, repeatedReturnCheckMs(row.provider, { ...row, nowMs })]),
    );
    return rows;
  });
}

/** What is told of payouts that did not stay paid; asked for again it is the same event. */
function eventsOf(said: ReadonlyMap<PayoutId, PayoutReport>, occurredAtMs: number): readonly ProviderEvent[] {
  return [...said].flatMap(([payoutId, report]) =>
    report.status === "failed" || report.status === "needs_review"
      ? [{ eventId: `asked:${payoutId}:${report.status}:${report.reason}`, payoutId, report, occurredAtMs }]
      : [],
  );
}

/** Puts off those that are paid still, each by its own age. What is on its way back comes again a day later, as was written before. */
async function putOff(
  tx: Db,
  context: Context,
  group: readonly DuePayout[],
  said: ReadonlyMap<PayoutId, PayoutReport>,
): Promise<void> {
  const nowMs = context.now.getTime();
  const stay = group.filter(({ id }) => ["paid", "needs_review"].includes(said.get(id)?.status ?? ""));
  await setDue(
    tx,
    context,
    stay.map((row) => [row.id, nextReturnCheckMs(row.provider, { ...row, nowMs })]),
  );
}

async function setDue(
  tx: Db,
  { workspaceId }: Context,
  due: readonly (readonly [PayoutId, number | null])[],
): Promise<void> {
  if (due.length === 0) return;
  const rows = due.map(([id, atMs]) => ({ id, at: atMs === null ? null : new Date(atMs).toISOString() }));
  await tx.execute(sql`
    update payouts set return_due_at = due.at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as due(id text, at timestamptz)
     where payouts.workspace_id = ${workspaceId} and payouts.id = due.id and payouts.status = 'paid'`);
}
