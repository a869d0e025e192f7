import { WorkerEntrypoint } from "cloudflare:workers";
import type { SenderDoor } from "../../contracts/sender-door.ts";
import type { OutgoingOutcome, OutgoingRequest } from "../../core/events/outgoing.ts";
import { addressesOverHttps } from "../../platform/dns-over-https.ts";
import { sendGuarded } from "./send-guarded.ts";

/** What the sender may touch: no store, no queue, no secret. */
type SenderEnv = {
  /** Where the DNS is asked by HTTPS, in the JSON form. */
  readonly DNS_RESOLVER_URL: string;
  /** `allowed` on one machine, where endpoints may be on it; unset in production. */
  readonly LOOPBACK_ENDPOINTS?: string;
};

/** Makes requests to addresses that users gave. It is a Worker of its own, so that whatever they lead to reaches nothing of ours. */
export default class Sender extends WorkerEntrypoint<SenderEnv> implements SenderDoor {
  /** Makes one request, if the guard allows its address. */
  send(request: OutgoingRequest): Promise<OutgoingOutcome> {
    const { DNS_RESOLVER_URL, LOOPBACK_ENDPOINTS } = this.env;
    return sendGuarded(request, {
      resolve: addressesOverHttps(DNS_RESOLVER_URL),
      allowsLoopback: LOOPBACK_ENDPOINTS === "allowed",
      fetch: (...args) => fetch(...args),
    });
  }
}
