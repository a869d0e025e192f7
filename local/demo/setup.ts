import { answerOf, createTributary, type Tributary } from "../../sdk/client/index.ts";
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
  /** The typed client with the admin's key. */
  readonly api: Tributary;
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

/** Makes plans, programs, affiliates and links, as an admin's server does. */
export async function setUp(access: DemoAccess): Promise<DemoWorld> {
  const api = createTributary({ url: access.api_url, key: access.keys.admin });
  const runId = Date.now().toString(36);
  const startedAt = new Date();
  const programs = await makePrograms(api, runId);
  const affiliates = await makeAffiliates(api, runId);
  const links = await makeLinks(api, { runId, programs, affiliates });
  for (const [currency, minimum_minor] of Object.entries(MINIMUMS)) {
    await api.PUT("/v1/payout-minimums/{currency}", {
      params: { path: { currency } },
      body: { minimum_minor },
    });
  }
  const closed = {
    ...{ program_id: programs.EUR, affiliate_id: affiliates[0]?.id ?? "" },
    destination_url: "https://shop.example/",
  };
  const disabled = await answerOf(api.POST("/v1/links", { body: closed }));
  await api.PATCH("/v1/links/{id}", { params: { path: { id: disabled.id } }, body: { status: "disabled" } });
  const expires_at = new Date(Date.now() + 1_000).toISOString();
  const expired = await answerOf(api.POST("/v1/links", { body: { ...closed, expires_at } }));
  return {
    ...{ access, api, runId, startedAt, affiliates, links },
    admin: new ApiClient(access.api_url, access.keys.admin),
    merchant: new ApiClient(access.api_url, access.keys.merchant),
    ...{ disabledSlug: disabled.slug, expiredSlug: expired.slug },
  };
}

type Programs = Readonly<Record<DemoLink["currency"], string>>;

/** A program that gives a part of each sale, and one that gives a sum. */
async function makePrograms(api: Tributary, runId: string): Promise<Programs> {
  const percent = { name: `10 % ${runId}`, rule: { kind: "percent", rate_bps: 1_000 } } as const;
  const flat = {
    name: `Flat 500 yen ${runId}`,
    rule: { kind: "flat", amount_minor: "500", currency: "JPY" },
  } as const;
  const plans = {
    EUR: await answerOf(api.POST("/v1/plans", { body: percent })),
    JPY: await answerOf(api.POST("/v1/plans", { body: flat })),
  };
  const make = async (name: string, currency: DemoLink["currency"]) => {
    const body = { name: `${name} ${runId}`, currency, plan_id: plans[currency].id, hold_days: 0 };
    return (await answerOf(api.POST("/v1/programs", { body }))).id;
  };
  return { EUR: await make("Shop", "EUR"), JPY: await make("Tokyo", "JPY") };
}

async function makeAffiliates(api: Tributary, runId: string): Promise<DemoWorld["affiliates"]> {
  const affiliates: { id: string; name: string }[] = [];
  for (const name of ["Ada", "Grace", "Linus", "Margaret"]) {
    const body = { name, email: `${name.toLowerCase()}-${runId}@affiliates.example` };
    const { id } = await answerOf(api.POST("/v1/affiliates", { body }));
    affiliates.push({ id, name });
    const method = METHODS[name];
    const path = "/v1/affiliates/{id}/payout-methods";
    if (method) await api.POST(path, { params: { path: { id } }, body: method });
  }
  return affiliates;
}

/** A link of each affiliate to each program. */
async function makeLinks(
  api: Tributary,
  made: {
    readonly runId: string;
    readonly programs: Programs;
    readonly affiliates: DemoWorld["affiliates"];
  },
): Promise<readonly DemoLink[]> {
  const links: DemoLink[] = [];
  for (const affiliate of made.affiliates) {
    for (const currency of ["EUR", "JPY"] as const) {
      const body = {
        ...{ program_id: made.programs[currency], affiliate_id: affiliate.id },
        destination_url: `https://shop.example/${currency.toLowerCase()}?campaign=${made.runId}`,
      };
      const { id, slug } = await answerOf(api.POST("/v1/links", { body }));
      links.push({ id, slug, affiliateId: affiliate.id, currency });
    }
  }
  return links;
}
