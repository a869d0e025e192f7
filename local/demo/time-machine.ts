import { BROWSERS, clickHeaders } from "./agents.ts";
import { type Line, line } from "./checks.ts";
import { eventually, send } from "./http.ts";
import { runCron } from "./payouts.ts";
import type { DemoWorld } from "./setup.ts";

const FIRST_CLICK = {
  ...{ model: "first_click", lookback_days: 30, min_click_to_conversion_seconds: 0 },
  counted_verdicts: ["human", "duplicate"],
};
const PATH = "/v1/attribution/simulations";

type Sums = { readonly commission_now_minor: string; readonly commission_then_minor: string };
type Simulation = {
  readonly id: string;
  readonly status: string;
  readonly conversions: number;
  readonly currencies: readonly (Sums & { readonly biggest_movers: readonly unknown[] })[];
  readonly application: { readonly status: string; readonly changed_conversions: number } | null;
};
/** A sale after a click of each of two affiliates, and when it happened. */
type Scene = {
  readonly world: DemoWorld;
  readonly planId: string;
  readonly affiliateIds: readonly string[];
  readonly period: { readonly from: string; readonly to: string };
};

/** Asks what another policy and another plan would have paid for a sale, makes the policy so, and goes back. */
export async function tryTimeMachine(world: DemoWorld): Promise<readonly Line[]> {
  const scene = await sellAfterTwoClicks(world);
  const before = await balances(scene);
  const draft = { rule: { kind: "percent", rate_bps: 2_000 }, ...scene.period };
  const tested = await simulate(scene, `/v1/plans/${scene.planId}/backtest`, draft);
  const asked = await simulate(scene, PATH, { policy: FIRST_CLICK, ...scene.period });
  const untouched = await balances(scene);
  const applied = await apply(scene, asked.id);
  const moved = await balances(scene);
  const back = await simulate(scene, PATH, { policy: null, ...scene.period });
  await apply(scene, back.id);
  return [
    line("the last of two clicks earned 10.00", before, "0 1000"),
    line("a plan of 20 % would have paid", tested.currencies[0]?.commission_then_minor, "2000"),
    line("the first click would have moved it all", asked.currencies[0]?.biggest_movers.length, 2),
    line("both questions changed no balance", untouched, before),
    line("made so, one sale is decided anew", applied.application?.changed_conversions, 1),
    line("and the other affiliate is owed it", moved, "1000 0"),
    line("made so back, all is as before", await balances(scene), before),
  ];
}

async function sellAfterTwoClicks(world: DemoWorld): Promise<Scene> {
  const { admin, merchant, runId } = world;
  const make = async (path: string, body: unknown) =>
    (await admin.ok<{ id: string; slug: string }>("POST", path, body)) as { id: string; slug: string };
  const rule = { kind: "percent", rate_bps: 1_000 };
  const { id: planId } = await make("/v1/plans", { name: `Past ${runId}`, rule });
  const terms = { name: `Past ${runId}`, currency: "EUR", plan_id: planId, hold_days: 30 };
  const { id: programId } = await make("/v1/programs", terms);
  const affiliateIds: string[] = [];
  const clickIds: string[] = [];
  for (const name of ["mary", "edith"]) {
    const email = `${name}-${runId}@affiliates.example`;
    const affiliate = await make("/v1/affiliates", { name, email });
    const ofThem = { program_id: programId, affiliate_id: affiliate.id };
    const link = await make("/v1/links", { ...ofThem, destination_url: "https://shop.example/past" });
    affiliateIds.push(affiliate.id);
    clickIds.push(await follow(world, link.slug));
  }
  const occurredAt = new Date();
  const externalId = `past-${runId}`;
  await merchant.ok("POST", "/v1/conversions", {
    ...{ external_id: externalId, event: "sale", click_ids: clickIds, amount_minor: 10_000, currency: "EUR" },
    occurred_at: occurredAt.toISOString(),
  });
  await eventually("the sale after two clicks", 60, async () => {
    const path = `/v1/conversions/${encodeURIComponent(`ext:${externalId}`)}`;
    const answer = await admin.call("GET", path);
    const shown = JSON.parse(answer.body.toString("utf8")) as { status?: string };
    return shown.status === "attributed" ? shown : null;
  });
  const to = new Date(occurredAt.getTime() + 1);
  return {
    ...{ world, planId, affiliateIds },
    period: { from: occurredAt.toISOString(), to: to.toISOString() },
  };
}

async function follow({ access }: DemoWorld, slug: string): Promise<string> {
  const [browser] = BROWSERS;
  if (!browser) throw new Error("no browser to follow with");
  const { headers } = await eventually("a link of the past", 30, async () => {
    const answer = await send(`${access.link_url}/${slug}`, { headers: clickHeaders(browser) });
    return answer.status === 302 ? answer : null;
  });
  return String(new URL(String(headers.location)).searchParams.get("tb_clid"));
}

async function simulate({ world }: Scene, path: string, body: unknown): Promise<Simulation> {
  const { id } = await world.admin.ok<{ id: string }>("POST", path, body);
  return untilDone(world, id, ({ status }) => status === "done");
}

async function apply({ world }: Scene, id: string): Promise<Simulation> {
  await world.admin.ok("POST", `${PATH}/${id}/apply`, { locked: "stay" });
  return untilDone(world, id, ({ application }) => application?.status === "done");
}

function untilDone(
  world: DemoWorld,
  id: string,
  isDone: (simulation: Simulation) => boolean,
): Promise<Simulation> {
  return eventually("the simulation", 60, async () => {
    await runCron(world, "* * * * *");
    const found = await world.admin.ok<Simulation>("GET", `${PATH}/${id}`);
    return isDone(found) ? found : null;
  });
}

/** What each of the two affiliates has pending, in the order of their clicks. */
async function balances({ world, affiliateIds }: Scene): Promise<string> {
  const pending = await Promise.all(
    affiliateIds.map(async (id) => {
      const { totals } = await world.admin.ok<{
        totals: readonly { currency: string; pending: { amount_minor: string } }[];
      }>("GET", `/v1/affiliates/${id}/statement`);
      return totals.find(({ currency }) => currency === "EUR")?.pending.amount_minor ?? "0";
    }),
  );
  return pending.join(" ");
}
