import type { RecordedChange } from "../../core/commission/apply-changes.ts";
import type { RefundedItem, Sale } from "../../core/commission/refund.ts";
import { assert } from "../../core/shared/assert.ts";
import type { conversions } from "../../db/schema/index.ts";
import type { ChangeRow } from "./record-change.ts";

type StoredItem = { readonly sku: string; readonly quantity?: number; readonly amount_minor?: string };

/** Reads a conversion's row as the sale that changes are of. */
export function storedSale({
  amountMinor,
  items,
}: Pick<typeof conversions.$inferSelect, "amountMinor" | "items">): Sale {
  return {
    amountMinor,
    items: readItems(items).map(({ sku, quantity = 0, amount_minor = "0" }) => ({
      sku,
      quantity,
      amountMinor: BigInt(amount_minor),
    })),
  };
}

/** Reads a change's row. */
export function storedChange(row: ChangeRow): RecordedChange {
  const { id, externalId, kind, status, amountMinor, chargebackExternalId } = row;
  const items = row.items === null ? null : readItems(row.items).map(readRefunded);
  return { id, externalId, kind, status, amountMinor, chargebackExternalId, items };
}

function readRefunded({ sku, quantity, amount_minor }: StoredItem): RefundedItem {
  if (quantity !== undefined) return { sku, quantity };
  assert(amount_minor !== undefined, "a stored item has a quantity or a sum");
  return { sku, amountMinor: BigInt(amount_minor) };
}

function readItems(stored: unknown): readonly StoredItem[] {
  assert(stored === null || Array.isArray(stored), "stored items are a list");
  return (stored ?? []) as readonly StoredItem[];
}
