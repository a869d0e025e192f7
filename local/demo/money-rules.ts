import { BROWSERS, clickHeaders } from "./agents.ts";
import { checkErrors, type Line, line } from "./checks.ts";
import { eventually, send } from "./http.ts";
import { type Rules, sendBadRules } from "./rule-errors.ts";
import type { DemoWorld } from "./setup.ts";
import { tryTimeMachine } from "./time-machine.ts";

/** 10 % of what is not a mug, 2.50 for each mug; the sponsor has 5 % of that on top. */
const TERMS = {
  currency: "EUR",
  basis: { of: "items" },
  rules: [
    {
      id: "mugs",
      when: { field: "item.sku", in: ["mug"] },
      action: { kind: "per_item", amount_minor: 250 },
    },
    { id: "rest", action: { kind: "percent", rate_ppm: 100_000 } },
  ],
  overrides: { of: "commission", rates_ppm: [50_000] },
};
const CASE = {
  name: "A mug earns 2.50",
  given: {
    order: { amount_minor: 1200, currency: "EUR", items: [{ sku: "mug", quantity: 1, amount_minor: 1200 }] },
    credits: [{ affiliate: "ada", credit_ppm: 1_000_000 }],
  },
  expected: [{ affiliate: "ada", amount_minor: 250, currency: "EUR" }],
};

type Commission = {
  readonly affiliate_id: string;
  readonly kind: string;
  readonly amount: { readonly amount_minor: string };
  readonly reduced: { readonly amount_minor: string };
};

/** Tries plans of rules, sponsors, refunds in any order, the time machine and the proof of the ledger. */
export async function tryMoneyRules(world: DemoWorld): Promise<readonly Line[]> {
  const rules = await sell(world);
  return [
    ...(await checkEarned(rules)),
    ...(await keepCase(rules)),
    ...(await refund(rules)),
    ...(await tryTimeMachine(world)),
    ...(await verify(world)),
    ...checkErrors(await sendBadRules(rules)),
  ];
}

async function sell(world: DemoWorld): Promise<Rules> {
  const { admin, merchant, runId, access } = world;
  const make = async (path: string, body: unknown) =>
    (await admin.ok<{ id: string; slug: string }>("POST", path, body)) as { id: string; slug: string };
  const { id: planId } = await make("/v1/plans", { name: `Mugs ${runId}`, terms: TERMS });
  const terms = { name: `Mugs ${runId}`, currency: "EUR", plan_id: planId, hold_days: 30 };
  const { id: programId } = await make("/v1/programs", terms);
  const email = (name: string) => `${name}-${runId}@affiliates.example`;
  const sponsor = (await make("/v1/affiliates", { name: "Joan", email: email("joan") })).id;
  const joined = { name: "Hedy", email: email("hedy"), sponsor_id: sponsor, group: "gold" };
  const seller = (await make("/v1/affiliates", joined)).id;
  const destination = { destination_url: "https://shop.example/mugs" };
  const link = await make("/v1/links", { program_id: programId, affiliate_id: seller, ...destination });
  const [browser] = BROWSERS;
  if (!browser) throw new Error("no browser to follow with");
  const followed = await eventually("the link of the mugs", 30, async () => {
    const answer = await send(`${access.link_url}/${link.slug}`, { headers: clickHeaders(browser) });
    return answer.status === 302 ? answer : null;
  });
  const clickId = new URL(String(followed.headers.location)).searchParams.get("tb_clid");
  const externalId = `mugs-${runId}`;
  await merchant.ok("POST", "/v1/conversions", {
    ...{ external_id: externalId, event: "sale", click_id: clickId, amount_minor: 10_000, currency: "EUR" },
    items: [
      { sku: "mug", quantity: 2, amount_minor: 2_400 },
      { sku: "pot", quantity: 1, amount_minor: 7_600 },
    ],
  });
  return { world, planId, seller, sponsor, externalId };
}

const commissionsOf = async ({ world }: Rules, affiliateId: string): Promise<readonly Commission[]> =>
  world.admin.list<Commission>(`/v1/commissions?affiliate_id=${affiliateId}`);

async function checkEarned(rules: Rules): Promise<readonly Line[]> {
  const [own] = await eventually("the commission on mugs", 60, async () => {
    const found = await commissionsOf(rules, rules.seller);
    return found.length > 0 ? found : null;
  });
  const [override] = await commissionsOf(rules, rules.sponsor);
  return [
    line("two mugs at 2.50 and 10 % of a pot of 76.00 earn", own?.amount.amount_minor, "1260"),
    line(
      "their sponsor has 5 % of that",
      `${override?.kind} ${override?.amount.amount_minor}`,
      "override 63",
    ),
  ];
}

async function keepCase({ world: { admin }, planId }: Rules): Promise<readonly Line[]> {
  const kept = await admin.ok<{ outcome: { passes: boolean } }>("POST", `/v1/plans/${planId}/cases`, CASE);
  const cheaper = { terms: { ...TERMS, rules: TERMS.rules.slice(1) } };
  const broken = await admin.call("POST", `/v1/plans/${planId}/versions`, cheaper);
  return [
    line("a case of the plan holds", kept.outcome.passes, true),
    line("a version that breaks it is refused", broken.status, 409),
  ];
}

async function refund(rules: Rules): Promise<readonly Line[]> {
  const { merchant, admin } = rules.world;
  const path = `/v1/conversions/${encodeURIComponent(`ext:${rules.externalId}`)}/changes`;
  const send = (id: string, change: object) =>
    merchant.call("POST", path, { external_id: `${rules.externalId}-${id}`, kind: "refund", ...change });
  const first = await send("first", { amount_minor: 3_333 });
  const again = await send("first", { amount_minor: 3_333 });
  await send("second", { amount_minor: 3_333 });
  const reduced = async (refunds: number): Promise<string> => {
    await eventually(`${refunds} refunds to be applied`, 60, async () => {
      const { data } = await admin.ok<{ data: { status: string }[] }>("GET", path);
      return data.filter(({ status }) => status === "applied").length === refunds ? data : null;
    });
    const [own] = await commissionsOf(rules, rules.seller);
    const [override] = await commissionsOf(rules, rules.sponsor);
    return `${own?.reduced.amount_minor} ${override?.reduced.amount_minor}`;
  };
  const partial = await reduced(2);
  // More than what is left: only that is given back.
  await send("rest", { amount_minor: 9_999 });
  return [
    line("a refund sent twice is answered by the same bytes", first.body.equals(again.body), true),
    line("two thirds refunded take two thirds of both commissions", partial, "840 42"),
    line("and the rest, however much is asked, takes exactly all", await reduced(3), "1260 63"),
  ];
}

async function verify({ admin }: DemoWorld): Promise<readonly Line[]> {
  const ledger = await admin.ok<{ status: string }>("GET", "/v1/ledger/verify");
  const audit = await admin.ok<{ status: string }>("GET", "/v1/audit/verify");
  return [
    line("the chain of the ledger is", ledger.status, "intact"),
    line("and that of the audit log", audit.status, "intact"),
  ];
}
