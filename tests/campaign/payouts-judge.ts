import { sql } from "drizzle-orm";
import { verifyLedger } from "../../services/ledger/verify-ledger.ts";
import { resolvePayout } from "../../services/payouts/resolve-payout.ts";
import type { FakeProvider, Transfer } from "../support/fake-provider.ts";
import type { PayoutWorld } from "../support/payout-world.ts";

/** What each affiliate earned in each currency, by `affiliate currency`. */
export type Owed = Map<string, bigint>;

const SENT: readonly Transfer["status"][] = ["paid", "on_its_way"];

/**
 * Two persons look into the provider's books and say what became of the payouts that it cannot tell of by our key.
 * Gives of how many.
 */
export async function resolveByPersons(world: PayoutWorld, provider: FakeProvider): Promise<number> {
  const open = (await world.payouts()).filter(({ status }) => ["unknown", "needs_review"].includes(status));
  for (const { id } of open) {
    const transfers = [...provider.books.values()].filter(({ payoutId }) => payoutId === id);
    const sent = transfers.find(({ status }) => SENT.includes(status));
    const outcome = sent ? "paid" : "failed";
    const reference = sent ? `${sent.key}/${id}` : null;
    for (const actor of ["key:c", "key:d"] as const) {
      const said = { outcome, reference, note: "Seen in the provider's books." } as const;
      const resolved = await world.as(actor, (context) => resolvePayout(context, id, said));
      if (!resolved.ok) throw new Error(`${id} cannot be resolved: ${JSON.stringify(resolved.error)}`);
    }
  }
  return open.length;
}

/** Throws where the provider's books, ours and what was earned differ, by affiliate and currency. */
export async function judgeRun(world: PayoutWorld, provider: FakeProvider, owed: Owed): Promise<void> {
  const payouts = await world.payouts();
  const sent: Owed = new Map();
  for (const { payoutId, status, amountMinor, currency } of provider.books.values()) {
    const payout = payouts.find(({ id }) => id === payoutId);
    if (!payout || payout.amountMinor !== amountMinor || payout.currency !== currency) {
      throw new Error(`${payoutId} was paid otherwise than it was frozen`);
    }
    const name = `${payout.affiliateId} ${currency}`;
    if (SENT.includes(status)) sent.set(name, (sent.get(name) ?? 0n) + amountMinor);
  }
  const books = await booksOf(world);
  same("what was sent", sent, owed);
  same("what the ledger says was paid", books.paidOut, owed);
  if (books.open.length > 0) throw new Error(`money stays under way: ${books.open.join(", ")}`);
  const ends = ["paid", "failed", "returned", "cancelled"];
  const stuck = payouts
    .filter(({ status }) => !ends.includes(status))
    .map(({ id, status }) => `${id} ${status}`);
  if (stuck.length > 0) throw new Error(`payouts did not end: ${stuck.join(", ")}`);
  await judgeLogs(world);
}

function same(what: string, found: Owed, wanted: Owed): void {
  const text = (sums: Owed) =>
    [...sums]
      .filter(([, sum]) => sum !== 0n)
      .map(String)
      .sort()
      .join("; ");
  if (text(found) !== text(wanted)) throw new Error(`${what}: ${text(found)} and not ${text(wanted)}`);
}

async function booksOf(world: PayoutWorld) {
  const { rows } = (await world.owner((db) =>
    db.execute(sql`
      select account, affiliate_id, currency, sum(amount_minor)::text as total from ledger_entries
       where workspace_id = ${world.sample.workspaceId} and account in ('affiliate_payable', 'payout_clearing', 'paid_out')
       group by account, affiliate_id, currency having sum(amount_minor) <> 0`),
  )) as unknown as { rows: { account: string; affiliate_id: string; currency: string; total: string }[] };
  const of = ({ affiliate_id, currency }: (typeof rows)[number]) => `${affiliate_id} ${currency}`;
  return {
    paidOut: new Map(
      rows.filter(({ account }) => account === "paid_out").map((row) => [of(row), -BigInt(row.total)]),
    ),
    open: rows
      .filter(({ account }) => account !== "paid_out")
      .map((row) => `${row.account} ${of(row)} ${row.total}`),
  };
}

async function judgeLogs(world: PayoutWorld): Promise<void> {
  const verified = await world.as("system:test", (context) =>
    verifyLedger(context, { after: 0n, journalsMax: 100_000, roots: [] }),
  );
  if (verified.fault || !verified.isComplete)
    throw new Error(`the ledger: ${JSON.stringify(verified.fault)}`);
  const { rows } = (await world.owner((db) =>
    db.execute(sql`select subject_id from audit_log where action = 'payout.contradicted'
                    and workspace_id = ${world.sample.workspaceId}`),
  )) as unknown as { rows: { subject_id: string }[] };
  if (rows.length > 0) throw new Error(`the provider contradicts the books of ${rows[0]?.subject_id}`);
}
