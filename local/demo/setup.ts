import { FAKE_METHODS } from "../../tests/support/fake-access.ts";
import type { DemoAccess } from "../seed.ts";
import { ApiClient } from "./http.ts";

/** A link of the demo with whom and what it belongs to. */
export type DemoLink = {
  readonly id: string;
  readonly slug: string;
  readonly affiliateId: string;
  readonly currency: "EUR" | "JPY";
};

/** All a run needs to know of what it made. Each run makes its own, so runs do not meet. */
export type DemoWorld = {
  readonly access: DemoAccess;
  readonly admin: ApiClient;
  readonly merchant: ApiClient;
  /** Marks what belongs to this run, e.g. in external ids. */
  readonly runId: string;
  readonly startedAt: Date;
  readonly affiliates: readonly { readonly id: string; readonly name: string }[];
  readonly links: readonly DemoLink[];
  readonly disabledSlug: string;
  readonly expiredSlug: string;
};

/** Sums kept back so that something waits: nobody earns this little over a whole run. */
const MINIMUMS = { EUR: "100", JPY: "100" } as const;

/** How each affiliate is paid: by a provider of its own, or by a file of names. */
const METHODS: Readonly<Record<string, (typeof FAKE_METHODS)[keyof typeof FAKE_METHODS]>> = {
  ...{ Ada: FAKE_METHODS.stripe, Grace: FAKE_METHODS.paypal, Linus: FAKE_METHODS.wise },
};

/** Makes plans, programs, affiliates and links, as an admin does. */
export async function setUp(access: DemoAccess): Promise<DemoWorld> {
  const admin = new ApiClient(access.api_url, access.keys.admin);
  const merchant = new ApiClient(access.api_url, access.keys.merchant);
  const runId = Date.now().toString(36);
  const startedAt = new Date();
  const percent = await create(admin, "/v1/plans", {
    name: `10 % ${runId}`,
    rule: { kind: "percent", rate_bps: 1000 },
  });
  const flat = await create(admin, "/v1/plans", {
    name: `Flat 500 yen ${runId}`,
    rule: { kind: "flat", amount_minor: "500", currency: "JPY" },
  });
  const programs = {
    EUR: await create(admin, "/v1/programs", {
      name: `Shop ${runId}`,
      currency: "EUR",
      plan_id: percent,
      hold_days: 0,
    }),
    JPY: await create(admin, "/v1/programs", {
      name: `Tokyo ${runId}`,
      currency: "JPY",
      plan_id: flat,
      hold_days: 0,
    }),
  };
  const affiliates = await makeAffiliates(admin, runId);
  const links = await makeLinks(admin, { runId, programs, affiliates });
  for (const [currency, minimum] of Object.entries(MINIMUMS)) {
    await admin.ok("PUT", `/v1/payout-minimums/${currency}`, { minimum_minor: minimum });
  }
  const closed = {
    program_id: programs.EUR,
    affiliate_id: affiliates[0]?.id,
    destination_url: "https://shop.example/",
  };
  const disabled = await admin.ok<{ id: string; slug: string }>("POST", "/v1/links", closed);
  await admin.ok("PATCH", `/v1/links/${disabled.id}`, { status: "disabled" });
  const expired = await admin.ok<{ slug: string }>("POST", "/v1/links", {
    ...closed,
    expires_at: new Date(Date.now() + 1_000).toISOString(),
  });
  return {
    access,
    admin,
    merchant,
    runId,
    startedAt,
    affiliates,
    links,
    disabledSlug: disabled.slug,
    expiredSlug: expired.slug,
  };
}

async function makeAffiliates(admin: ApiClient, runId: string): Promise<DemoWorld["affiliates"]> {
  const affiliates: { id: string; name: string }[] = [];
  for (const name of ["Ada", "Grace", "Linus", "Margaret"]) {
    const email = `${name.toLowerCase()}-${runId}@affiliates.example`;
    const id = await create(admin, "/v1/affiliates", { name, email });
    affiliates.push({ id, name });
    const method = METHODS[name];
    if (method) await admin.ok("POST", `/v1/affiliates/${id}/payout-methods`, method);
  }
  return affiliates;
}

/** A link of each affiliate to each program. */
async function makeLinks(
  admin: ApiClient,
  made: {
    readonly runId: string;
    readonly programs: Readonly<Record<DemoLink["currency"], string>>;
    readonly affiliates: DemoWorld["affiliates"];
  },
): Promise<readonly DemoLink[]> {
  const links: DemoLink[] = [];
  for (const affiliate of made.affiliates) {
    for (const currency of ["EUR", "JPY"] as const) {
      const link = await admin.ok<{ id: string; slug: string }>("POST", "/v1/links", {
        program_id: made.programs[currency],
        affiliate_id: affiliate.id,
        destination_url: `https://shop.example/${currency.toLowerCase()}?campaign=${made.runId}`,
      });
      links.push({ id: link.id, slug: link.slug, affiliateId: affiliate.id, currency });
    }
  }
  return links;
}

async function create(admin: ApiClient, path: string, body: unknown): Promise<string> {
  return (await admin.ok<{ id: string }>("POST", path, body)).id;
}
