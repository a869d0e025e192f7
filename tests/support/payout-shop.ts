import type { CallbackProviderName, PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import { consumePayouts } from "../../functions/queues/payouts.ts";
import type { Answer, TestApi } from "./call-api.ts";
import { insertKey } from "./call-api.ts";
import { FAKE_ACCESS } from "./fake-access.ts";
import type { PayoutFunctionsEnv } from "./payout-door.ts";
import { PayoutWorld } from "./payout-world.ts";
import type { TestDatabase } from "./postgres.ts";
import { stepUpHeaders } from "./step-up.ts";

/** The bucket of payout files, as far as it is used, in memory. */
export function payoutFiles(): R2Bucket {
  const files = new Map<string, string>();
  const found = (name: string) => {
    const text = files.get(name);
    return text === undefined ? null : { body: text, size: Buffer.byteLength(text) };
  };
  const bucket = {
    head: async (name: string) => found(name),
    get: async (name: string) => found(name),
    put: async (name: string, text: string) => void (files.has(name) || files.set(name, text)),
  };
  return bucket as unknown as R2Bucket;
}

/** A workspace that pays by the API alone: its keys, and what its functions do with what the api sends them. */
export class PayoutShop {
  private constructor(
    readonly database: TestDatabase,
    readonly world: PayoutWorld,
    readonly api: TestApi,
    readonly functions: PayoutFunctionsEnv,
    /** Prepares and connects, and approves and executes: two persons. */
    readonly keys: { readonly preparer: string; readonly approver: string },
  ) {}

  static async open(
    database: TestDatabase,
    api: TestApi,
    functions: PayoutFunctionsEnv,
  ): Promise<PayoutShop> {
    const world = await PayoutWorld.open(database);
    const newKey = async () => (await world.owner((db) => insertKey(db, world.sample.workspaceId))).key;
    const keys = { preparer: await newKey(), approver: await newKey() };
    return new PayoutShop(database, world, api, functions, keys);
  }

  /** Connects the fake of a provider, by a one-time code. */
  async connect(provider: Exclude<PayoutProviderName, "csv">, change: object = {}): Promise<Answer> {
    const { preparer } = this.keys;
    const code = await stepUpHeaders({ database: this.database }, preparer);
    const body = { ...FAKE_ACCESS[provider], ...change };
    return this.api.call("PUT", `/v1/payout-accounts/${provider}`, preparer, body, code);
  }

  /** Gives the first affiliate a method. */
  async giveMethod(method: object): Promise<Answer> {
    const [{ affiliateId }] = this.world.sample.affiliates;
    return this.post(`/v1/affiliates/${affiliateId}/payout-methods`, method);
  }

  /** Sells so that the first affiliate is owed 10.00, and prepares the batch that pays it. */
  async prepare(): Promise<Answer["body"]> {
    await this.world.sell(0);
    const { status, body } = await this.post("/v1/payout-batches");
    if (status !== 201 || body.batches.length !== 1) throw new Error(JSON.stringify(body));
    return body.batches[0];
  }

  /** Approves a batch by the other person and has it executed. */
  async pay(batchId: string): Promise<void> {
    for (const verb of ["approve", "execute"]) {
      const { status, body } = await this.post(
        `/v1/payout-batches/${batchId}/${verb}`,
        undefined,
        "approver",
      );
      if (status >= 300) throw new Error(JSON.stringify(body));
    }
    await this.runFunctions();
  }

  /** Does what the api has put on the queue. Gives how many messages are to come again. */
  async runFunctions(): Promise<number> {
    const retried: unknown[] = [];
    const messages = this.api.sent.splice(0).map((body, index) => ({
      ...{ id: String(index), timestamp: new Date(), attempts: 1, body },
      ...{ ack: () => undefined, retry: () => void retried.push(body) },
    }));
    await consumePayouts({ queue: "payouts", messages } as never, this.functions as never);
    return retried.length;
  }

  /** Delivers a callback as a provider does: without a key. */
  tell(
    provider: CallbackProviderName,
    { body, headers }: { readonly body: string; readonly headers: Headers },
  ): Promise<Answer> {
    const path = `/v1/payout-callbacks/${provider}/${this.world.sample.workspaceId}`;
    return this.api.call("POST", path, null, new Blob([body]), headers);
  }

  post(path: string, body?: unknown, by: keyof PayoutShop["keys"] = "preparer"): Promise<Answer> {
    return this.api.call("POST", path, this.keys[by], body);
  }

  get(path: string): Promise<Answer> {
    return this.api.call("GET", path, this.keys.preparer);
  }
}
