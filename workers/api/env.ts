import type { CapNamespace } from "../../contracts/cap-counter.ts";
import type { EventMessage } from "../../contracts/event-message.ts";
import type { PayoutDoorCalls } from "../../contracts/payout-door.ts";
import type { PayoutMessage } from "../../contracts/payout-message.ts";
import type { ReplayMessage } from "../../contracts/replay-message.ts";
import type { QuotaEnv } from "./quota.ts";

/** What the api Worker may touch: its section of wrangler.toml, and its secrets. */
export interface ApiEnv extends QuotaEnv {
  readonly DATABASE_URL: string;
  /** `host:port` of the relay on one machine; unset in production. */
  readonly DATABASE_PROXY?: string;
  readonly API_KEY_PEPPER: string;
  /** Signs the addresses of exported objects: 32 bytes in base64url. */
  readonly EXPORT_URL_KEY: string;
  /** Keys of envelopes, parted by commas: the first seals, all open. */
  readonly ENVELOPE_KEYS: string;
  /** Hosts of short links, parted by commas; new links get the first. */
  readonly LINK_HOSTS: string;
  /** Scheme, host and port under which short links are reached, where that is not `https://{host}`. */
  readonly LINK_ORIGIN?: string;
  /** Scheme, host and port under which people call: mailed links lead there, and passkeys are of its host. */
  readonly API_ORIGIN: string;
  /** Where the DNS is asked by HTTPS, in the JSON form. */
  readonly DNS_RESOLVER_URL: string;
  /** `allowed` on one machine, where endpoints may be on it; unset in production. */
  readonly LOOPBACK_ENDPOINTS?: string;
  /** Where leaked passwords are asked for by range, e.g. `https://api.pwnedpasswords.com/range`; unset, none is. */
  readonly LEAKED_PASSWORDS_URL?: string;
  readonly PUBLISHED: KVNamespace;
  /** Counters of caps, kept by the functions. */
  readonly CAPS: CapNamespace;
  readonly CLICK_LOG: R2Bucket;
  readonly PAYOUT_FILES: R2Bucket;
  /** Published roots of ledgers, to read. */
  readonly LEDGER_ROOTS: R2Bucket;
  /** Pictures of creatives, which the intake serves. */
  readonly CREATIVES: R2Bucket;
  readonly PAYOUTS: Queue<PayoutMessage>;
  readonly REPLAYS: Queue<ReplayMessage>;
  /** Asks the functions to tell of events at once. */
  readonly EVENTS: Queue<EventMessage>;
  /** The functions, as far as the api may ask them. */
  readonly PAYOUT_DOOR: PayoutDoorCalls;
  /** The files of the reference page; unset where no page is served. */
  readonly ASSETS?: Fetcher;
  /** The edge Worker, which takes conversions in. */
  readonly INTAKE: Fetcher;
}
