import { sql } from "drizzle-orm";
import type { DocumentKind } from "../../core/documents/document.ts";
import type { DocumentLine } from "../../core/documents/document-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { FxPair } from "../../core/money/fx.ts";
import type { AffiliateId, BatchId, DocumentId, PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/** More lines than these are told together, by program. */
const LINES_PER_PAYOUT_MAX = 500;

/** A document that is to be made, with its payout as it is now. */
export type DocumentTask = {
  readonly payoutId: PayoutId;
  readonly kind: DocumentKind;
  readonly batchId: BatchId;
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  readonly amountMinor: string;
  readonly recipientName: string;
  readonly reference: string | null;
  readonly status: string;
  readonly paidAt: string;
  readonly endedAt: string | null;
  readonly selfBillingTerms: string | null;
  /** What the ledger says was paid out by it, in its currency; the payout's own sum or nothing is true. */
  readonly bookedMinor: string | null;
};

/** Documents that are to be made and may be looked at, in the order they are numbered in. */
export async function loadTasks(
  tx: Db,
  { workspaceId, now }: Context,
  limit: number,
): Promise<DocumentTask[]> {
  return rowsOf(
    await tx.execute(sql`
      with task as (
        select payout_id, kind from document_tasks
         where workspace_id = ${workspaceId} and done_at is null
           and (waits_for is null or look_at <= ${now.toISOString()})
         order by look_at, payout_id, kind limit ${limit})
      select task.payout_id as "payoutId", task.kind, payout.batch_id as "batchId", payout.affiliate_id as "affiliateId",
             trim(payout.currency) as currency, payout.amount_minor::text as "amountMinor", payout.recipient ->> 'name' as "recipientName",
             payout.reference, payout.status, payout.paid_at::text as "paidAt", payout.ended_at::text as "endedAt",
             (select agreement.terms from self_billing_agreements agreement
               where agreement.workspace_id = ${workspaceId} and agreement.affiliate_id = payout.affiliate_id
                 and agreement.agreed_at <= payout.paid_at order by agreement.agreed_at desc limit 1) as "selfBillingTerms",
             (select (-sum(entry.amount_minor))::text from journals journal
                join ledger_entries entry on entry.workspace_id = journal.workspace_id and entry.journal_id = journal.id
               where journal.workspace_id = ${workspaceId} and journal.key = 'payout:' || payout.id || ':paid'
                 and entry.account = 'paid_out' and entry.currency = payout.currency) as "bookedMinor"
        from task join payouts payout on payout.workspace_id = ${workspaceId} and payout.id = task.payout_id
       order by payout.id, task.kind`),
  );
}

/** What is told of one of the parties. */
export type PartyRow = {
  /** Null for the merchant. */
  readonly affiliateId: AffiliateId | null;
  readonly name: string;
  readonly address: readonly (string | null)[];
  readonly country: string;
  readonly companyNumber: string | null;
  readonly vatId: string | null;
  readonly vatRateBps: number | null;
};

/** The merchant's details as they are now, and those of affiliates; of these the VAT id is that of a verified form. */
export async function loadParties(
  tx: Db,
  { workspaceId }: Context,
  affiliateIds: readonly AffiliateId[],
): Promise<PartyRow[]> {
  return rowsOf(
    await tx.execute(sql`
      select distinct on (details.affiliate_id) details.affiliate_id as "affiliateId", details.name, details.country,
             array[details.address_line1, details.address_line2,
                   concat_ws(' ', details.postal_code, details.city), details.region] as address,
             details.company_number as "companyNumber", coalesce(details.vat_id, form.vat_id) as "vatId",
             details.vat_rate_bps as "vatRateBps"
        from legal_details details
        left join tax_forms form on form.workspace_id = details.workspace_id and form.affiliate_id = details.affiliate_id
         and form.kind = 'vat' and form.superseded_at is null and form.status = 'verified'
       where details.workspace_id = ${workspaceId}
         and (details.affiliate_id is null or details.affiliate_id in ${idsOf(affiliateIds)})
       order by details.affiliate_id, details.version desc`),
  );
}

/** A line of a payout and the currency it is in. */
export type LineRow = Omit<DocumentLine, "amountMinor"> & {
  readonly payoutId: PayoutId;
  readonly currency: Currency;
  readonly amountMinor: string;
};

/** What payouts pay, commission by commission, or by program where that is too long; days are the workspace's. */
export async function loadLines(
  tx: Db,
  { workspaceId }: Context,
  payoutIds: readonly PayoutId[],
  timeZone: string,
): Promise<LineRow[]> {
  return rowsOf(
    await tx.execute(sql`
      with part as (
        select payout_id, 'commission' as kind, commission_id, amount_minor, null::timestamptz as at from payout_items
         where workspace_id = ${workspaceId} and payout_id in ${idsOf(payoutIds)}
         union all
        select payout_id, 'adjustment', commission_id, amount_minor, created_at from commission_adjustments
         where workspace_id = ${workspaceId} and payout_id in ${idsOf(payoutIds)} and kind = 'carried'
      ), line as (
        select part.payout_id, part.kind, part.amount_minor, commission.currency, commission.program_id,
               (coalesce(part.at, commission.created_at) at time zone ${timeZone})::date as day,
               case when count(*) over (partition by part.payout_id) <= ${LINES_PER_PAYOUT_MAX}
                    then part.commission_id end as id,
               case when count(*) over (partition by part.payout_id) <= ${LINES_PER_PAYOUT_MAX}
                    then row_number() over (partition by part.payout_id order by part.kind, part.commission_id, part.at) end as place
          from part join commissions commission
            on commission.workspace_id = ${workspaceId} and commission.id = part.commission_id
      )
      select line.payout_id as "payoutId", line.kind, line.id, program.name as program, trim(line.currency) as currency,
             count(*)::int as count, min(line.day)::text as "fromDay", max(line.day)::text as "toDay",
             sum(line.amount_minor)::text as "amountMinor"
        from line join programs program on program.workspace_id = ${workspaceId} and program.id = line.program_id
       group by line.payout_id, line.kind, line.id, line.place, line.program_id, program.name, line.currency
       order by line.payout_id, line.kind desc, min(line.day), line.id, line.place, line.program_id`),
  );
}

/** What a currency gave to a payout. */
export type SourceRow = {
  readonly payoutId: PayoutId;
  readonly currency: Currency;
  readonly amountMinor: string;
  readonly convertedMinor: string;
  readonly fx: FxPair | null;
};

/** What each currency gave to payouts. */
export async function loadSources(
  tx: Db,
  { workspaceId }: Context,
  payoutIds: readonly PayoutId[],
): Promise<SourceRow[]> {
  return rowsOf(
    await tx.execute(sql`
      select payout_id as "payoutId", trim(currency) as currency, amount_minor::text as "amountMinor",
             converted_minor::text as "convertedMinor", fx
        from payout_sources where workspace_id = ${workspaceId} and payout_id in ${idsOf(payoutIds)}
       order by payout_id, currency`),
  );
}

/** A document that another may take back. */
export type MadeDocument = {
  readonly id: DocumentId;
  readonly payoutId: PayoutId;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly issuedOn: string;
  readonly body: string;
};

/** Statements and invoices of payouts, with what they say. */
export async function loadMade(
  tx: Db,
  { workspaceId }: Context,
  payoutIds: readonly PayoutId[],
): Promise<MadeDocument[]> {
  return rowsOf(
    await tx.execute(sql`
      select id, payout_id as "payoutId", kind, number, issued_on::text as "issuedOn", body from documents
       where workspace_id = ${workspaceId} and payout_id in ${idsOf(payoutIds)}`),
  );
}

const idsOf = (ids: readonly string[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;

function rowsOf<Row>(result: unknown): Row[] {
  return (result as { rows: Row[] }).rows;
}
