import { Webhook } from "standardwebhooks";
import type { OutgoingOutcome, OutgoingRequest } from "../../core/events/outgoing.ts";
import type { EventTargetId } from "../../core/shared/id.ts";
import { withDatabase } from "../../db/client.ts";
import { hmacSha256 } from "../../platform/hmac.ts";
import { deliverDue } from "../../services/events/deliver-due.ts";
import { listDeliveries } from "../../services/events/deliveries.ts";
import type { Guard } from "../../services/events/judge-address.ts";
import type { TargetInput } from "../../services/events/targets.ts";
import { createEndpoint } from "../../services/webhooks/webhook-endpoints.ts";
import { ENVELOPE_KEYS } from "./envelope-keys.ts";
import type { TestDatabase } from "./postgres.ts";
import { openShop, type Shop } from "./shop.ts";

/** Hosts of tests are all on the internet. */
export const ANY_HOST: Guard = { allowsLoopback: false, resolve: async () => ["1.1.1.1"] };
/** What a sink answers with: an outcome, or what of one differs from a 200. */
export type Sink = (request: OutgoingRequest) => Partial<OutgoingOutcome> | Promise<Partial<OutgoingOutcome>>;

const OK: OutgoingOutcome = { status: 200, problem: null, durationMs: 3, answer: "ok", retryAfter: null };

/** A shop whose events are delivered by a clock of its own to sinks that tests set up. */
export class EventWorld {
  nowMs = Date.now();
  /** Answers by the host asked for; 200 where there is none. */
  readonly sinks = new Map<string, Sink>();
  readonly asked: (OutgoingRequest & { readonly atMs: number })[] = [];
  random = () => 0;

  private constructor(
    readonly database: TestDatabase,
    readonly shop: Shop,
  ) {}

  static async open(database: TestDatabase): Promise<EventWorld> {
    return new EventWorld(database, await openShop(database));
  }

  get now(): Date {
    return new Date(this.nowMs);
  }

  /** Sets up an endpoint at a host, and gives it with its secret. */
  async endpoint(host: string, input: Partial<TargetInput> = {}) {
    const given = {
      url: `https://${host}/hook`,
      types: ["*"],
      description: "",
      contactEmail: null,
      ...input,
    };
    const made = await this.shop.as(
      "key:a",
      (context) => createEndpoint(context, given, { keys: ENVELOPE_KEYS, guard: ANY_HOST }),
      this.now,
    );
    if (!made.ok) throw new Error(made.error.code);
    return { id: made.value.endpoint.id, secret: made.value.secret };
  }

  /** One run of a runner, by the clock of this world. */
  async deliver(send: (request: OutgoingRequest) => Promise<OutgoingOutcome> = (r) => this.#answer(r)) {
    const { workspaceId } = this.shop;
    return withDatabase(this.database.env, (db) =>
      deliverDue(db, [workspaceId], {
        send,
        keys: ENVELOPE_KEYS,
        hmacs: [hmacSha256(Buffer.alloc(32, 1))],
        nowMs: () => this.nowMs,
        random: () => this.random(),
        untilMs: Number.POSITIVE_INFINITY,
      }),
    );
  }

  async #answer(request: OutgoingRequest): Promise<OutgoingOutcome> {
    this.asked.push({ ...request, atMs: this.nowMs });
    const sink = this.sinks.get(new URL(request.url).hostname);
    return { ...OK, ...(await sink?.(request)) };
  }

  askedOf(host: string) {
    return this.asked.filter(({ url }) => new URL(url).hostname === host);
  }

  deliveries(id: EventTargetId) {
    return this.shop.as("key:a", (context) => listDeliveries(context, id, { limit: 100, after: null }));
  }
}

/** What a message says, by the independent package; throws where it is not signed by the secret. Its clock is the machine's. */
export function verified(secret: string, { body, headers }: OutgoingRequest): Record<string, unknown> {
  return new Webhook(secret).verify(body ?? "", { ...headers }) as Record<string, unknown>;
}
