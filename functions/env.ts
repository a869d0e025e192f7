import type { CanaryMessage } from "../contracts/canary-message.ts";
import type { CapNamespace } from "../contracts/cap-counter.ts";
import type { EventMessage } from "../contracts/event-message.ts";
import type { SenderDoor } from "../contracts/sender-door.ts";

/** What the functions may touch: their section of wrangler.toml, and their secrets. */
export interface FunctionsEnv {
  readonly DATABASE_URL: string;
  /** `host:port` of the relay on one machine; unset in production. */
  readonly DATABASE_PROXY?: string;
  /** Keys of click ids: the first signs, all verify. */
  readonly CLICK_ID_KEYS: string;
  /** Keys of envelopes, parted by commas: the first seals, all open. */
  readonly ENVELOPE_KEYS: string;
  /** Where the DNS is asked by HTTPS, in the JSON form. */
  readonly DNS_RESOLVER_URL: string;
  /** Makes requests to addresses that users gave. */
  readonly SENDER: SenderDoor;
  /** Where the day's rates of the European Central Bank are; empty where they are not to be asked for. */
  readonly ECB_RATES_ADDRESS: string;
  /** Where mails are posted, whom they are from, and the token of the service; an empty address sends none. */
  readonly MAIL_API_ADDRESS: string;
  readonly MAIL_FROM: string;
  readonly MAIL_API_TOKEN: string;
  readonly UPSTASH_REDIS_REST_URL: string;
  readonly UPSTASH_REDIS_REST_TOKEN: string;
  /** Keys of what providers of payouts are reached by, in the form of `ENVELOPE_KEYS`; no other Worker has them. */
  readonly PAYOUT_ACCOUNT_KEYS: string;
  /** Where providers are on one machine, as `stripe=http://127.0.0.1:1234,…`; unset in production. */
  readonly PAYOUT_ADDRESSES?: string;
  readonly CLICK_LOG: R2Bucket;
  readonly INTAKE: R2Bucket;
  readonly PAYOUT_FILES: R2Bucket;
  /** Published roots of ledgers. */
  readonly LEDGER_ROOTS: R2Bucket;
  readonly PUBLISHED: KVNamespace;
  /** Where canaries are sent, to see whether anybody consumes it. */
  readonly DEAD_LETTERS: Queue<CanaryMessage>;
  /** Asks this Worker to tell of events at once. */
  readonly EVENTS: Queue<EventMessage>;
  /** Counters of caps: the Durable Objects of this Worker. */
  readonly CAPS: CapNamespace;
}
