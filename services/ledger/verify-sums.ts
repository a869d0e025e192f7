import { asc, eq } from "drizzle-orm";
import type { ChainedEntry } from "../../core/ledger/chain.ts";
import type { ChainPlace, LedgerFault } from "../../core/ledger/verify.ts";
import type { Db } from "../../db/client.ts";
import { ledgerBalances } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** Sums of entries by account, affiliate and currency. */
export class Sums {
  readonly #sums = new Map<string, bigint>();

  add(entries: readonly ChainedEntry[]): void {
    for (const { account, affiliateId, currency, amountMinor } of entries) {
      const key = `${account} ${affiliateId ?? ""} ${currency}`;
      this.#sums.set(key, (this.#sums.get(key) ?? 0n) + BigInt(amountMinor));
    }
  }

  get(key: string): bigint {
    return this.#sums.get(key) ?? 0n;
  }

  keys(): Iterable<string> {
    return this.#sums.keys();
  }
}

/** Compares the kept sums with those of all entries. Null if they agree. */
export async function faultOfSums(
  tx: Db,
  { workspaceId }: Context,
  { sums, at }: { readonly sums: Sums; readonly at: ChainPlace },
): Promise<LedgerFault | null> {
  const kept = await tx
    .select()
    .from(ledgerBalances)
    .where(eq(ledgerBalances.workspaceId, workspaceId))
    .orderBy(asc(ledgerBalances.account), asc(ledgerBalances.affiliateId), asc(ledgerBalances.currency));
  const balances = new Map(
    kept.map((row) => [`${row.account} ${row.affiliateId} ${row.currency}`, row.balanceMinor]),
  );
  for (const key of new Set([...balances.keys(), ...sums.keys()])) {
    if ((balances.get(key) ?? 0n) === sums.get(key)) continue;
    const detail = `the kept balance of ${key} is ${balances.get(key) ?? "missing"}, its entries sum to ${sums.get(key)}`;
    return { kind: "changed", sequence: at.sequence, journalId: null, detail };
  }
  return null;
}
