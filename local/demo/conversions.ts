import type { AcceptedClick } from "./clicks.ts";
import { type Answer, inParallel, send } from "./http.ts";
import type { DemoWorld } from "./setup.ts";

/** A conversion of the run and how it must end. */
export type SentConversion = {
  readonly externalId: string;
  readonly expectedReason: string;
  readonly answers: readonly Answer[];
};

type Case = {
  readonly name: string;
  readonly count: number;
  readonly expectedReason: string;
  /** How often the same conversion is sent; more than once and at the same time where over 1. */
  readonly copies: number;
  readonly clickId: (index: number) => Promise<string | undefined> | string | undefined;
};

/** Sends 60 conversions: good, repeated, concurrent, early, forged, expired, and without a click. */
export async function sendConversions(
  world: DemoWorld,
  accepted: readonly AcceptedClick[],
): Promise<readonly SentConversion[]> {
  const cases = casesFor(world, accepted);
  const orders = cases.flatMap((each) =>
    Array.from({ length: each.count }, (_, index) => ({ ...each, index })),
  );
  return inParallel(orders, 6, async (order, number) => {
    const externalId = `order-${world.runId}-${order.name}-${order.index}`;
    const clickId = await order.clickId(order.index);
    const body = conversionBody(externalId, number, clickId);
    const answers = await Promise.all(
      Array.from({ length: order.copies }, () => world.merchant.call("POST", "/v1/conversions", body)),
    );
    return { externalId, expectedReason: order.expectedReason, answers };
  });
}

/**
 * Sends a conversion whose click is still on its way: the click id is known, as a browser would bring
 * it to the shop, while the queue delivers the click's record only later.
 */
export async function sendEarlyConversion(
  world: DemoWorld,
): Promise<SentConversion & { readonly clickId: string; readonly release: () => Promise<void> }> {
  const link = world.links[2];
  if (!link) throw new Error("the demo has too few links");
  const query = `workspace_id=${world.access.workspace_id}&host=${new URL(world.access.link_url).hostname}&slug=${link.slug}`;
  const held = await send(`${world.access.control_url}/late-clicks?${query}`, { method: "POST" });
  const { click_id: clickId } = JSON.parse(held.body.toString("utf8")) as { click_id: string };
  const externalId = `order-${world.runId}-early`;
  const answer = await world.merchant.call(
    "POST",
    "/v1/conversions",
    conversionBody(externalId, 99, clickId),
  );
  return {
    externalId,
    expectedReason: "attributed",
    answers: [answer],
    clickId,
    release: async () => {
      await send(`${world.access.control_url}/late-clicks/${clickId}/release`, { method: "POST" });
    },
  };
}

function casesFor(world: DemoWorld, accepted: readonly AcceptedClick[]): readonly Case[] {
  const of = (...kinds: readonly AcceptedClick["kind"][]) => {
    const found = accepted.filter(({ kind }) => kinds.includes(kind)).map(({ clickId }) => clickId);
    return (index: number) => found[(index * 5) % found.length];
  };
  const human = of("human");
  return [
    { name: "sale", count: 32, expectedReason: "attributed", copies: 1, clickId: human },
    { name: "private", count: 4, expectedReason: "attributed", copies: 1, clickId: of("private") },
    { name: "after-repeat", count: 3, expectedReason: "attributed", copies: 1, clickId: of("repeat") },
    {
      name: "twice",
      count: 5,
      expectedReason: "attributed",
      copies: 2,
      clickId: (index) => human(index + 40),
    },
    {
      name: "burst",
      count: 1,
      expectedReason: "attributed",
      copies: 20,
      clickId: (index) => human(index + 50),
    },
    { name: "flood", count: 2, expectedReason: "attributed", copies: 1, clickId: of("flood") },
    { name: "bot", count: 3, expectedReason: "click_by_bot", copies: 1, clickId: of("bot") },
    { name: "no-click", count: 3, expectedReason: "no_click", copies: 1, clickId: () => undefined },
    {
      name: "malformed",
      count: 2,
      expectedReason: "click_id_malformed",
      copies: 1,
      clickId: () => "not-a-click-id",
    },
    {
      name: "forged",
      count: 2,
      expectedReason: "click_id_forged",
      copies: 1,
      clickId: (index) => forge(human(index + 60) ?? ""),
    },
    {
      name: "expired",
      count: 2,
      expectedReason: "click_expired",
      copies: 1,
      clickId: () => agedClickId(world, 45),
    },
  ];
}

/** Moves a click id to another instant without the key, as a cheat would try. */
function forge(clickId: string): string {
  const replacement = clickId.startsWith("A", 9) ? "B" : "A";
  return `${clickId.slice(0, 9)}${replacement}${clickId.slice(10)}`;
}

async function agedClickId(world: DemoWorld, days: number): Promise<string> {
  const answer = await send(
    `${world.access.control_url}/click-ids?workspace_id=${world.access.workspace_id}&age_days=${days}`,
  );
  return (JSON.parse(answer.body.toString("utf8")) as { click_id: string }).click_id;
}

function conversionBody(externalId: string, number: number, clickId: string | undefined) {
  return {
    external_id: externalId,
    event: "sale",
    ...(clickId === undefined ? {} : { click_id: clickId }),
    customer: { external_id: `customer-${externalId}` },
    amount_minor: String(4_999 + number * 137),
    currency: "EUR",
    items: [{ sku: `SKU-${number % 7}`, quantity: 1, amount_minor: String(4_999 + number * 137) }],
    metadata: { shop: "demo" },
  };
}
