import type { DemoWorld } from "./setup.ts";

/** What this part makes for itself, so that it changes no count of the others. */
export type Ways = {
  readonly world: DemoWorld;
  readonly programId: string;
  readonly affiliateId: string;
  readonly linkId: string;
  readonly slug: string;
  readonly cappedSlug: string;
  readonly couponCode: string;
  readonly publishable: string;
  readonly pixelSecret: string;
  readonly postback: string;
};

/** What the API answers of a new link. */
export type Made = { readonly id: string; readonly slug: string };
/** The merchant's shop. */
export const SHOP = "https://shop.example";
/** How many clicks the capped link may bring. */
export const CAP = 3;

/** Makes a program with an affiliate, links, a cap, a coupon and keys of its own. */
export async function makeWays(world: DemoWorld): Promise<Ways> {
  const { admin, runId } = world;
  const make = async <T extends { readonly id: string }>(path: string, body: unknown): Promise<T> =>
    admin.ok<T>("POST", path, body);
  const plan = await make("/v1/plans", { name: `Ways ${runId}`, rule: { kind: "percent", rate_bps: 500 } });
  const program = await make("/v1/programs", {
    ...{ name: `Ways ${runId}`, currency: "EUR", plan_id: plan.id, hold_days: 30 },
    allowed_hosts: ["*.shop.example"],
  });
  const affiliate = await make("/v1/affiliates", { name: "Hedy", email: `hedy-${runId}@affiliates.example` });
  const owners = { program_id: program.id, affiliate_id: affiliate.id };
  const link = await make<Made>("/v1/links", {
    ...{ ...owners, destination_url: `${SHOP}/{sub1}` },
    rules: [{ id: "japan", destination_url: "https://jp.shop.example/", countries: ["JP"] }],
    durable: true,
  });
  const capped = await make<Made>("/v1/links", { ...owners, destination_url: SHOP });
  await make("/v1/caps", {
    ...{ link_id: capped.id, metric: "clicks", period: "total", max: CAP },
    overflow_url: "https://overflow.shop.example/",
  });
  const couponCode = `Hedy-${runId}`;
  await make("/v1/coupons", {
    ...{ ...owners, code: couponCode },
    vanity: { destination_url: `${SHOP}/discount/{coupon_code}` },
  });
  const website = await make<{ id: string; key: string; pixel_secret: string }>("/v1/keys", {
    ...{ name: `website ${runId}`, kind: "publishable", scopes: [], allowed_hosts: ["shop.example"] },
  });
  const network = await make<{ id: string; key: string }>("/v1/keys", {
    name: `network ${runId}`,
    kind: "postback",
  });
  return {
    ...{
      world,
      programId: program.id,
      affiliateId: affiliate.id,
      linkId: link.id,
      slug: link.slug,
      cappedSlug: capped.slug,
    },
    ...{ couponCode, publishable: website.key, pixelSecret: website.pixel_secret, postback: network.key },
  };
}
