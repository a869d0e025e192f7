import type { ConversionMessage } from "../../contracts/conversion.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { CountedClick } from "../../services/clicks/click-row.ts";
import { ClickMaker, type Shop } from "../ingest/clicks.ts";

/** Clicks of one visitor: the last is named by the conversion, the others are found by the visitor. */
const CLICKS_PER_VISITOR = 2;

/** Makes clicks of people, and of each visitor's last click a sale. */
export class SaleMaker {
  readonly #shop: Shop;
  readonly #clicks: ClickMaker;
  #count = 0;

  constructor(shop: Shop) {
    this.#shop = shop;
    this.#clicks = new ClickMaker([shop]);
  }

  make(count: number): {
    readonly clicks: readonly CountedClick[];
    readonly sales: readonly ConversionMessage[];
  } {
    const clicks = this.#clicks.make(count * CLICKS_PER_VISITOR).map((each, index, all): CountedClick => {
      const first = all[index - (index % CLICKS_PER_VISITOR)] ?? each;
      const { visitor_id } = first.click;
      return { ...each, click: { ...each.click, visitor_id, verdict: "human", evidence: [] } };
    });
    const named = clicks.filter((_, index) => index % CLICKS_PER_VISITOR === CLICKS_PER_VISITOR - 1);
    return { clicks, sales: named.map(({ click }) => this.#saleOf(click.id)) };
  }

  #saleOf(clickId: string): ConversionMessage {
    this.#count += 1;
    const externalId = `bench-${this.#shop.workspaceId}-${this.#count}`;
    return {
      v: 1,
      id: conversionId(this.#shop.workspaceId, externalId),
      workspace_id: this.#shop.workspaceId,
      key_id: "key_bench",
      fingerprint: sha256Hex(externalId),
      received_at_ms: Date.now(),
      request_id: `req_${this.#count}`,
      request: {
        external_id: externalId,
        event: "purchase",
        click_id: clickId,
        customer: { external_id: `customer-${this.#count}` },
        amount_minor: String(1_000 + (this.#count % 9_000)),
        currency: "EUR",
        items: [{ sku: "sku-1", quantity: 1, amount_minor: "1000" }],
        metadata: { channel: "web" },
      },
    };
  }
}

/** A batch of the conversions queue, which counts how its messages end. */
export function batchOf(sales: readonly unknown[]): MessageBatch & { readonly acked: () => number } {
  let acked = 0;
  const messages = sales.map((body, index) => ({
    ...{ id: `m${index}`, timestamp: new Date(), attempts: 1, body },
    ack: () => {
      acked += 1;
    },
    retry: () => undefined,
  }));
  return {
    ...{ queue: "conversions", messages, ackAll: () => undefined, retryAll: () => undefined },
    acked: () => acked,
  } as unknown as MessageBatch & { readonly acked: () => number };
}
