/** The deployables: the environments of wrangler.toml. */
export const ENVIRONMENTS = ["edge", "intake", "api", "sender", "functions"] as const;

/** One of the deployables. */
export type Environment = (typeof ENVIRONMENTS)[number];

/**
 * Secrets and variables each deployable gets, and no more: what its comment in wrangler.toml lists.
 * `DATABASE_PROXY` goes wherever `DATABASE_URL` does; it, `LINK_ORIGIN` and `LOOPBACK_ENDPOINTS` exist on one machine only.
 */
const NAMES = {
  edge: ["CLICK_ID_KEYS", "LINK_HOSTS"],
  intake: ["CLICK_ID_KEYS", "API_KEY_PEPPER", "LINK_HOSTS"],
  api: [
    ...["DATABASE_URL", "DATABASE_PROXY", "API_KEY_PEPPER", "EXPORT_URL_KEY", "ENVELOPE_KEYS"],
    ...["API_ORIGIN", "LINK_HOSTS", "LINK_ORIGIN", "DNS_RESOLVER_URL"],
    ...["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "LOOPBACK_ENDPOINTS"],
  ] as const,
  sender: ["DNS_RESOLVER_URL", "LOOPBACK_ENDPOINTS"],
  functions: [
    ...["DATABASE_URL", "DATABASE_PROXY", "CLICK_ID_KEYS", "ENVELOPE_KEYS"],
    ...["PAYOUT_ACCOUNT_KEYS", "PAYOUT_ADDRESSES"],
    ...["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "DNS_RESOLVER_URL"],
    ...["ECB_RATES_ADDRESS", "MAIL_API_ADDRESS", "MAIL_FROM", "MAIL_API_TOKEN"],
  ] as const,
} as const satisfies Record<Environment, readonly string[]>;

/** Name of a secret or variable some deployable takes. */
export type BindingName = (typeof NAMES)[Environment][number];

/** A value for every secret and variable of the three deployables. */
export type BindingValues = Readonly<Record<BindingName, string>>;

/** What is known before the ports are: all but origins. */
export type PortlessValues = Omit<BindingValues, "API_ORIGIN" | "LINK_ORIGIN">;

/** Picks the secrets and variables one deployable may see. */
export function bindingsFor(environment: Environment, values: BindingValues): Record<string, string> {
  return Object.fromEntries(NAMES[environment].map((name) => [name, values[name]]));
}
