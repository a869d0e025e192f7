import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

type Text = string | null;

/** What is known of what a postback tells of, as texts; of the other kind all is null. */
export type PostbackFacts = {
  readonly subject_id: string;
  readonly program_name: Text;
  readonly base_minor: Text;
  readonly base_currency: Currency | null;
  readonly rule_id: Text;
  readonly conversion_status: Text;
  readonly reason: Text;
  readonly amount_minor: Text;
  readonly currency: Currency | null;
  readonly refunded_minor: Text;
  /** Where that is this affiliate's own. */
  readonly coupon_code: Text;
  readonly customer_country: Text;
  readonly occurred_at: Text;
  readonly received_at: Text;
  /** The click that earned it, where that is this affiliate's own; what the visitor refused to have told is null. */
  readonly click: Text;
  readonly sub_ids: readonly string[] | null;
  readonly clicked_at: Text;
  readonly country: Text;
  readonly region: Text;
  readonly language: Text;
  readonly device: Text;
  readonly os: Text;
  readonly browser: Text;
  readonly referrer_host: Text;
  readonly landing_host: Text;
  readonly variant_id: Text;
  readonly link_id: Text;
  readonly slug: Text;
  readonly link_host: Text;
};

/** Who is told. */
export type ToldAffiliate = {
  readonly name: string;
  readonly group: string | null;
  readonly tier: string | null;
};

const instant = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
/** With `Sec-GPC: 1` or without consent nothing of the visitor is told but the click id. */
const told = (column: string, as: string) =>
  sql.raw(`case when not click.is_opted_out then click.${column} end as ${as}`);

/** Reads what postbacks tell of commissions, for as many as are given by one statement. */
export async function loadFacts(
  tx: Db,
  { workspaceId }: Context,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, PostbackFacts>> {
  const { rows } = (await tx.execute(sql`
    select c.id as subject_id, program.name as program_name, c.base_minor::text, c.base_currency, c.rule_id,
           v.status as conversion_status, v.reason, v.amount_minor::text, v.currency, v.refunded_minor::text,
           case when exists (select from coupons where coupons.workspace_id = c.workspace_id
             and lower(coupons.code) = lower(v.coupon_code) and coupons.affiliate_id = c.affiliate_id) then v.coupon_code end as coupon_code,
           v.country as customer_country, ${instant("v.occurred_at")} as occurred_at,
           ${instant("v.received_at")} as received_at, click.id as click, ${instant("click.clicked_at")} as clicked_at,
           ${told("sub_ids", "sub_ids")}, ${told("country", "country")}, ${told("region", "region")},
           ${told("language", "language")}, ${told("device", "device")}, ${told("os", "os")},
           ${told("browser", "browser")}, ${told("referrer_host", "referrer_host")},
           ${told("landing_host", "landing_host")}, ${told("variant_id", "variant_id")},
           link.id as link_id, link.slug, link.host as link_host
      from jsonb_array_elements_text(${JSON.stringify(subjectIds)}::jsonb) as given(id)
      join commissions as c on c.workspace_id = ${workspaceId} and c.id = given.id
      join conversions as v on v.workspace_id = c.workspace_id and v.id = c.conversion_id
      join programs as program on program.workspace_id = c.workspace_id and program.id = c.program_id
      left join credits as credit on credit.workspace_id = c.workspace_id and credit.decision_id = c.decision_id
       and credit.position = c.credit_position and credit.affiliate_id = c.affiliate_id
      left join clicks as click on click.id = credit.click_id and click.workspace_id = c.workspace_id
      left join links as link on link.workspace_id = c.workspace_id and link.id = credit.link_id`)) as unknown as {
    rows: PostbackFacts[];
  };
  return new Map(rows.map((row) => [row.subject_id, row]));
}

/** Reads who is told. */
export async function loadToldAffiliate(
  tx: Db,
  { workspaceId }: Context,
  affiliateId: AffiliateId,
): Promise<ToldAffiliate | null> {
  const { rows } = (await tx.execute(sql`
    select name, affiliate_group as "group", tier from affiliates
     where workspace_id = ${workspaceId} and id = ${affiliateId}`)) as unknown as { rows: ToldAffiliate[] };
  return rows[0] ?? null;
}
