import { type SQL, sql } from "drizzle-orm";
import { verifyLedger } from "../../services/ledger/verify-ledger.ts";
import type { Context } from "../../services/shared/context.ts";
import type { MoneyPlay } from "./money-play.ts";
import { START_MS } from "./money-world.ts";

/** Tables whose rows a repeat must leave as they are. */
const TABLES = [
  ...["conversions", "journeys", "journey_touches", "identity_edges", "decisions", "credits", "commissions"],
  ...["conversion_changes", "commission_adjustments", "journals", "ledger_entries", "ledger_balances"],
  ...["ledger_heads", "payout_batches", "payouts", "payout_items", "payout_attempts", "audit_log"],
];

/** What a history came to, as lines to compare: those of the system, and those of the model. */
export type Verdict = { readonly system: readonly string[]; readonly model: readonly string[] };

/** Reads what the system holds after a history, sends every report again, and says what the model expects. */
export async function judgeHistory(play: MoneyPlay): Promise<Verdict> {
  const before = await digest(play);
  await play.repeatAll();
  const isUnchanged = (await digest(play)) === before;
  const { workspaceId } = play.world;
  const context: Context = {
    ...{ db: play.db.app, workspaceId, actor: "system:test", requestId: "req_test", now: new Date(START_MS) },
  };
  const verified = await verifyLedger(context, { after: 0n, journalsMax: 100_000, roots: [] });
  const checks = [
    `repeats ${isUnchanged ? "changed nothing" : "changed rows"}`,
    `ledger ${verified.fault?.detail ?? "intact"}, ${verified.isComplete ? "whole" : "in part"}`,
  ];
  const name = namer(play);
  const system = [
    ...checks,
    ...(await systemLines(play)),
    ...play.waiting.system.map((each) => `waiting ${each}`),
  ];
  return { system: system.map(name), model: modelLines(play).map(name) };
}

async function digest({ db, world }: MoneyPlay): Promise<string> {
  const parts = TABLES.map(
    (name) => sql`select ${name}::text || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as line
                    from ${sql.identifier(name)} t where workspace_id = ${world.workspaceId}`,
  );
  return (await linesOf(db.owner, sql.join(parts, sql` union all `))).join();
}

async function linesOf(owner: MoneyPlay["db"]["owner"], query: SQL): Promise<readonly string[]> {
  const { rows } = (await owner.execute(query)) as unknown as { rows: { line: string }[] };
  return rows.map(({ line }) => line);
}

async function systemLines({
  db: { owner },
  world: { workspaceId },
  batchIds,
}: MoneyPlay): Promise<readonly string[]> {
  const isOwn = sql`workspace_id = ${workspaceId}`;
  const lines = await linesOf(
    owner,
    sql`
    select concat_ws(' ', 'sale', id, case status when 'attributed' then 'attributed' else 'unattributed' end, refunded_minor) as line
      from conversions where ${isOwn} and status <> 'received'
    union all
    select concat_ws(' ', 'credit', decisions.conversion_id, position, touch_id, affiliate_id, program_id, credit_ppm, plan_id, base_minor)
      from credits join decisions using (workspace_id) where ${isOwn} and decisions.id = credits.decision_id
    union all
    select concat_ws(' ', 'commission', conversion_id, credit_position, kind, level, affiliate_id, plan_id, amount_minor, currency, status, reduced_minor)
      from commissions where ${isOwn}
    union all
    select concat_ws(' ', 'change', external_id, status) from conversion_changes where ${isOwn}
    union all
    select concat_ws(' ', 'entry', kind, account, nullif(affiliate_id, ''), currency, sum(amount_minor))
      from ledger_entries join journals using (workspace_id) where ${isOwn} and journals.id = journal_id
     group by journals.id, kind, account, affiliate_id, currency
    union all
    select concat_ws(' ', 'balance', account, nullif(affiliate_id, ''), currency, balance_minor)
      from ledger_balances where ${isOwn} and balance_minor <> 0
    union all
    select concat_ws(' ', 'trial balance is off by', currency, sum(amount_minor))
      from ledger_entries where ${isOwn} group by currency having sum(amount_minor) <> 0`,
  );
  const batches = await linesOf(
    owner,
    sql`
    select concat_ws(' ', 'batch', array_position(${sql.param(batchIds)}::text[], batch_id) - 1,
                     case payout_batches.status when 'unknown' then 'submitting' else payout_batches.status end,
                     payouts.affiliate_id, payouts.currency, payouts.amount_minor) as line
      from payouts join payout_batches using (workspace_id) where ${isOwn} and payout_batches.id = batch_id`,
  );
  return [...lines, ...batches].sort();
}

function modelLines({ model, waiting }: MoneyPlay): readonly string[] {
  const { books, movements, batches, changes } = model;
  const balances = new Map<string, bigint>();
  const entries = new Map<string, bigint>();
  const add = (to: Map<string, bigint>, key: string, sum: bigint) =>
    void to.set(key, (to.get(key) ?? 0n) + sum);
  for (const { journal, kind, affiliateId, currency, from, to, amountMinor } of movements) {
    for (const [account, change] of [
      [from, amountMinor],
      [to, -amountMinor],
    ] as const) {
      const owner = account === "merchant_payable" || account === "fx" ? [] : [affiliateId];
      const place = [account, ...owner, currency].join(" ");
      add(balances, `balance ${place}`, change);
      add(entries, `${journal}|entry ${kind} ${place}`, change);
    }
  }
  const sales = books.decided.flatMap(({ sale, credits, parts, commissions, refundedMinor }) => [
    `sale ${sale.id} ${credits.length > 0 ? "attributed" : "unattributed"} ${refundedMinor}`,
    ...credits.map(({ touchId, affiliateId, programId, ppm }, position) => {
      const { planId, partMinor, isRuled } = parts[position] ?? {};
      const counted = isRuled ? [partMinor] : [];
      return `credit ${[sale.id, position, touchId, affiliateId, programId, ppm, planId, ...counted].join(" ")}`;
    }),
    ...commissions.map((each) => {
      const { position, kind, level, affiliateId, planId, amountMinor, currency, status, reducedMinor } =
        each;
      return `commission ${[sale.id, position, kind, level, affiliateId, planId, amountMinor, currency, status, reducedMinor].join(" ")}`;
    }),
  ]);
  return [
    ...["repeats changed nothing", "ledger intact, whole"],
    ...[
      ...sales,
      ...changes.map(({ externalId, status }) => `change ${externalId} ${status}`),
      ...[...entries]
        .filter(([, sum]) => sum !== 0n)
        .map(([key, sum]) => `${key.slice(key.indexOf("|") + 1)} ${sum}`),
      ...[...balances].filter(([, sum]) => sum !== 0n).map(([key, sum]) => `${key} ${sum}`),
      ...batches.flatMap(({ status, currency, payouts }, index) =>
        payouts.map(
          ({ affiliateId, amountMinor }) =>
            `batch ${[index, status, affiliateId, currency, amountMinor].join(" ")}`,
        ),
      ),
    ].sort(),
    ...waiting.model.map((each) => `waiting ${each}`),
  ];
}

/** Gives ids the names by which a reader of a history knows them. */
function namer({ names, world: { books } }: MoneyPlay): (line: string) => string {
  const named = (kind: string, all: Iterable<string>) =>
    [...all].map((id, index) => [id, `${kind}-${index}`] as const);
  const known = [
    ...names,
    ...named(
      "affiliate",
      books.affiliates.map(({ id }) => id),
    ),
    ...named(
      "program",
      books.programs.map(({ id }) => id),
    ),
    ...named("plan", books.plans.keys()),
  ];
  return (line) => known.reduce((text, [id, name]) => text.replaceAll(id, name), line);
}
