import type { SentConversion } from "./conversions.ts";
import type { ShownCommission } from "./evidence.ts";
import type { DemoWorld } from "./setup.ts";

type Explanation = {
  readonly touches: readonly { readonly click_id: string; readonly is_in: boolean; readonly why: string }[];
  readonly commissions: readonly { readonly arithmetic: string; readonly status: string }[];
  readonly journals: readonly {
    readonly key: string;
    readonly entries: readonly { account: string; amount: { amount_minor: string; currency: string } }[];
  }[];
};

/** Prints how one sale became money, then what each affiliate got. */
export async function printMoneyTrail(
  world: DemoWorld,
  sent: readonly SentConversion[],
  commissions: readonly ShownCommission[],
): Promise<void> {
  const sale = sent.find(({ expectedReason }) => expectedReason === "attributed");
  if (sale) {
    const path = `/v1/conversions/${encodeURIComponent(`ext:${sale.externalId}`)}/explain`;
    const explanation = await world.admin.ok<Explanation>("GET", path);
    console.log(`\nthe money trail of ${sale.externalId}`);
    for (const touch of explanation.touches)
      console.log(`  touch   ${touch.click_id} ${touch.is_in ? "in" : "out"}: ${touch.why}`);
    for (const commission of explanation.commissions)
      console.log(`  earned  ${commission.arithmetic} (${commission.status})`);
    for (const journal of explanation.journals) {
      const entries = journal.entries.map(
        ({ account, amount }) => `${account} ${amount.amount_minor} ${amount.currency}`,
      );
      console.log(`  booked  ${journal.key.split(":").at(-1)}: ${entries.join(", ")}`);
    }
  }
  console.log("\naffiliate   currency   paid       held");
  for (const { id, name } of world.affiliates) {
    for (const currency of ["EUR", "JPY"]) {
      const sum = (status: string) =>
        commissions
          .filter(
            (each) => each.affiliate_id === id && each.status === status && each.amount.currency === currency,
          )
          .reduce((minor, { amount }) => minor + BigInt(amount.amount_minor), 0n);
      console.log(
        `${name.padEnd(11)} ${currency.padEnd(10)} ${String(sum("paid")).padEnd(10)} ${sum("held")}`,
      );
    }
  }
  console.log("");
}
