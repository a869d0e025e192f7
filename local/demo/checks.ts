import type { Clicked } from "./clicks.ts";
import type { SentConversion } from "./conversions.ts";
import { type ErrorCase, isAsPromised } from "./errors.ts";
import { rowIdOf, type ShownCommission, type ShownConversion } from "./evidence.ts";
import type { DemoWorld } from "./setup.ts";

/** One line of the table at the end. */
export type Line = { readonly claim: string; readonly found: string; readonly isOk: boolean };

/** Accepted clicks = rows in Postgres = distinct ids in the raw log. */
export function checkClicks({
  clicked,
  earlyClickId,
  rows,
  log,
}: {
  readonly clicked: Clicked;
  readonly earlyClickId: string;
  readonly rows: ReadonlySet<string>;
  readonly log: ReadonlySet<string>;
}): readonly Line[] {
  const answered = new Set([...clicked.accepted.map(({ clickId }) => clickId), earlyClickId].map(rowIdOf));
  const accepted = answered.size + clicked.prefetches;
  const isEveryOneThere = [...answered].every((id) => rows.has(id) && log.has(id));
  return [
    line("500 requests to links were sent", clicked.sent, 500),
    line("unknown slugs were answered 404", clicked.notFound, 15),
    line("prefetches were put off and recorded", clicked.prefetches, 15),
    line("accepted clicks = rows in Postgres", rows.size, accepted),
    line("accepted clicks = distinct ids in R2", log.size, accepted),
    {
      claim: "each answered click id is in both",
      found: isEveryOneThere ? "yes" : "no",
      isOk: isEveryOneThere,
    },
  ];
}

/** One conversion per external id, each with the one reason code it must have. */
export function checkConversions({
  sent,
  conversions,
  wasWaiting,
}: {
  readonly sent: readonly SentConversion[];
  readonly conversions: readonly ShownConversion[];
  readonly wasWaiting: boolean;
}): readonly Line[] {
  const shown = new Map(conversions.map((conversion) => [conversion.external_id, conversion]));
  const wrong = sent.filter(
    ({ externalId, expectedReason }) => shown.get(externalId)?.reason?.code !== expectedReason,
  );
  const answers = sent.flatMap((each) => each.answers);
  const differing = sent.filter(
    (each) => new Set(each.answers.map(({ body }) => body.toString("utf8"))).size !== 1,
  );
  return [
    line("conversions answered 202", answers.filter(({ status }) => status === 202).length, answers.length),
    line("one conversion per external_id", conversions.length, sent.length),
    line("copies answered with other bytes", differing.length, 0),
    line(
      "reason codes that are not the expected one",
      wrong.length,
      0,
      wrong.map((each) => each.externalId).join(" "),
    ),
    {
      claim: "the early conversion waited for its click",
      found: wasWaiting ? "yes" : "no",
      isOk: wasWaiting,
    },
  ];
}

/** Every kind of bad input got the answer of the table. */
export function checkErrors(cases: readonly ErrorCase[]): readonly Line[] {
  return cases.map((each) => ({
    claim: `${each.name}: ${each.status}${each.param ? ` naming ${each.param}` : ""}`,
    found: String(each.answer.status),
    isOk: isAsPromised(each),
  }));
}

type Trial = {
  readonly trial_balance: readonly { readonly currency: string; readonly balance_minor: string }[];
};
type Batch = { readonly id: string; readonly currency: string };
type Detail = {
  readonly payouts: readonly { affiliate_id: string; amount: { amount_minor: string; currency: string } }[];
};

/** The ledger balances, and what was paid is what was approved. */
export async function checkMoney(
  world: DemoWorld,
  commissions: readonly ShownCommission[],
  batches: readonly Batch[],
): Promise<readonly Line[]> {
  const { trial_balance: trial } = await world.admin.ok<Trial>("GET", "/v1/ledger/accounts?limit=1");
  const details = await Promise.all(
    batches.map(({ id }) => world.admin.ok<Detail>("GET", `/v1/payout-batches/${id}`)),
  );
  const own = new Set(world.affiliates.map(({ id }) => id));
  const payouts = details
    .flatMap((detail) => detail.payouts)
    .filter(({ affiliate_id }) => own.has(affiliate_id));
  const lines: Line[] = trial.map(({ currency, balance_minor }) =>
    line(`trial balance ${currency}`, balance_minor, "0"),
  );
  for (const currency of ["EUR", "JPY"]) {
    const owed = commissions.filter(
      ({ status, amount }) => status === "paid" && amount.currency === currency,
    );
    const paid = payouts.filter(({ amount }) => amount.currency === currency);
    const owedMinor = total(owed.map(({ amount }) => amount));
    lines.push({
      ...line(`paid = approved, ${currency}`, total(paid.map(({ amount }) => amount)), owedMinor),
    });
    lines.push({ claim: `something was paid in ${currency}`, found: owedMinor, isOk: owedMinor !== "0" });
  }
  const left = commissions.filter(({ status }) => status !== "paid" && status !== "held");
  lines.push(line("commissions neither paid nor held", left.length, 0));
  const held = commissions.filter(({ status }) => status === "held");
  lines.push(line("commissions of the click flood are held", held.length, 2));
  return lines;
}

/** Prints the table, a line a claim. */
export function printTable(lines: readonly Line[]): void {
  for (const { claim, found, isOk } of lines)
    console.log(`${isOk ? "ok  " : "FAIL"}  ${claim.padEnd(52)} ${found}`);
  const failed = lines.filter(({ isOk }) => !isOk).length;
  console.log(`\n${lines.length - failed} lines ok, ${failed} failed`);
}

/** A claim with what was found, which holds if that is what is wanted. */
export function line(claim: string, found: unknown, wanted: unknown, note = ""): Line {
  const isOk = String(found) === String(wanted);
  return { claim, found: isOk ? String(found) : `${found}, wanted ${wanted} ${note}`, isOk };
}

function total(amounts: readonly { readonly amount_minor: string }[]): string {
  return String(amounts.reduce((sum, { amount_minor }) => sum + BigInt(amount_minor), 0n));
}
