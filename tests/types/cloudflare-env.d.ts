/**
 * What `env` of `cloudflare:test` and `cloudflare:workers` holds in tests inside workerd: the bindings of
 * wrangler.toml and vitest.config.ts, of the edge and the functions together. Shipped code may not
 * import those modules; it gets its own environment as an argument.
 */
declare namespace Cloudflare {
  interface Env {
    PUBLISHED: KVNamespace;
    INTAKE: R2Bucket;
    CREATIVES: R2Bucket;
    CLICK_LOG: R2Bucket;
    PAYOUT_FILES: R2Bucket;
    LEDGER_ROOTS: R2Bucket;
    CLICKS: Queue<string>;
    CLICKS_1: Queue<string>;
    INTAKE_WORKER: Fetcher;
    CONVERSIONS: Queue;
    DEAD_LETTERS: Queue;
    EVENTS: Queue;
    CAPS: DurableObjectNamespace<import("../../functions/caps/cap-counter.ts").CapCounter>;
    CLICK_ID_KEYS: string;
    API_KEY_PEPPER: string;
    ENVELOPE_KEYS: string;
    PAYOUT_ACCOUNT_KEYS: string;
    LINK_HOSTS: string;
    DATABASE_URL: string;
    DATABASE_PROXY: string;
  }
}
