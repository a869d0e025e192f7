import { sql } from "drizzle-orm";
import fc from "fast-check";
import type { BatchId } from "../../core/shared/id.ts";
import { applyProviderEvents } from "../../services/payouts/apply-events.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import type { PayoutProvider, ProviderEvent } from "../../services/payouts/provider.ts";
import type { Context } from "../../services/shared/context.ts";
import { FakeProvider, type ProviderFault } from "../support/fake-provider.ts";
import { PayoutWorld } from "../support/payout-world.ts";
import type { TestDatabase } from "../support/postgres.ts";

const HOUR_MS = 3_600_000;
/** What each sale earns, in minor units. */
const EARNED_MINOR = 1_000;

/** One that runs a batch: what the provider does to it, and at which of its awaits it dies, before or after the effect. */
type Runner = {
  readonly fault: ProviderFault | null;
  readonly refuses: boolean;
  readonly diesAt: number | null;
  readonly after: boolean;
};

/** One step of a history. */
export type Step =
  | { readonly kind: "sell"; readonly affiliate: 0 | 1 }
  | { readonly kind: "prepare" }
  | { readonly kind: "execute"; readonly runners: readonly Runner[] }
  | { readonly kind: "settle" | "give_back"; readonly affiliate: 0 | 1 }
  | { readonly kind: "tell"; readonly order: readonly number[] }
  | { readonly kind: "wait"; readonly hours: number };

/** A history: what the provider is like, and what happens. */
export type History = {
  readonly settlesLater: boolean;
  readonly looksUpByKey: boolean;
  readonly forgetsRefusals: boolean;
  readonly payoutsPerOrderMax: number;
  readonly steps: readonly Step[];
};

const runner: fc.Arbitrary<Runner> = fc.record({
  fault: fc.option(fc.constantFrom<ProviderFault[]>("lost_before", "lost_after", "half_lost"), { freq: 2 }),
  diesAt: fc.option(fc.nat(6), { freq: 2 }),
  ...{ after: fc.boolean(), refuses: fc.boolean() },
});
const affiliate = fc.constantFrom<(0 | 1)[]>(0, 1);

/** Any history of up to `stepsMax` steps. */
export const anyHistory = (stepsMax: number): fc.Arbitrary<History> =>
  fc.record({
    ...{ settlesLater: fc.boolean(), looksUpByKey: fc.boolean(), forgetsRefusals: fc.boolean() },
    payoutsPerOrderMax: fc.constantFrom(1, 1_000),
    steps: fc.array(
      fc.oneof(
        { weight: 2, arbitrary: fc.record({ kind: fc.constant("sell" as const), affiliate }) },
        { weight: 3, arbitrary: fc.constant({ kind: "prepare" as const }) },
        {
          weight: 5,
          arbitrary: fc.record({
            kind: fc.constant("execute" as const),
            runners: fc.array(runner, { minLength: 1, maxLength: 3 }),
          }),
        },
        {
          weight: 2,
          arbitrary: fc.record({ kind: fc.constantFrom("settle" as const, "give_back" as const), affiliate }),
        },
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constant("tell" as const),
            order: fc.array(fc.nat(), { maxLength: 8 }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.nat(60) }) },
      ),
      { minLength: 3, maxLength: stepsMax },
    ),
  });

/** Plays a history, lets the world recover, and throws where money was paid twice, lost, or not paid. */
export async function playHistory(database: TestDatabase, history: History): Promise<void> {
  const play = new Play(await PayoutWorld.open(database), history);
  await play.sell(0);
  await play.sell(1);
  for (const step of history.steps) await play.step(step);
  await play.recover();
  await play.judge();
}

class Play {
  readonly #provider: FakeProvider;
  readonly #batches: BatchId[] = [];
  #sales = 0;

  constructor(
    readonly world: PayoutWorld,
    { settlesLater, looksUpByKey, forgetsRefusals, payoutsPerOrderMax }: History,
  ) {
    const keyLivesMs = looksUpByKey ? null : 400 * 24 * HOUR_MS;
    this.#provider = new FakeProvider({ settlesLater, looksUpByKey, payoutsPerOrderMax, keyLivesMs });
    // Of one that cannot be asked by our key a refusal without a trace stays in doubt until the key is forgotten, and is then
    // for a person: `payouts-run.ts` plays that.
    this.#provider.forgetsRefusals = forgetsRefusals && looksUpByKey;
  }

  async sell(to: 0 | 1): Promise<void> {
    await this.world.sell(to);
    this.#sales += 1;
  }

  async step(step: Step): Promise<void> {
    const provider = this.#provider;
    switch (step.kind) {
      case "sell":
        return this.sell(step.affiliate);
      case "prepare":
        return this.#prepare();
      case "execute":
        await Promise.all(step.runners.map((each) => this.#run(each)));
        return;
      case "settle":
      case "give_back": {
        const { affiliateId } = this.world.sample.affiliates[step.affiliate];
        const theirs = new Set(
          (await this.world.payouts()).filter((each) => each.affiliateId === affiliateId).map(({ id }) => id),
        );
        if (step.kind === "settle") provider.settle(({ payoutId }) => theirs.has(payoutId));
        else provider.giveBack(({ payoutId }) => theirs.has(payoutId));
        return;
      }
      case "tell": {
        const news = provider.news();
        return this.#tell(step.order.flatMap((at) => news[at % Math.max(news.length, 1)] ?? []));
      }
      case "wait":
        this.world.nowMs += step.hours * HOUR_MS;
    }
  }

  /** Everything works again: what is open ends, and what is owed is paid. */
  async recover(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      this.world.nowMs += HOUR_MS;
      this.#provider.submitFaults.length = 0;
      for (const batchId of this.#batches) await this.#execute(batchId, this.#provider);
      this.#provider.settle();
      await this.#tell([...this.#provider.news()].reverse());
      await this.#prepare();
    }
  }

  async judge(): Promise<void> {
    const owedMinor = this.#sales * EARNED_MINOR;
    const balances = await this.world.balances();
    const sentMinor = Number(this.#provider.sentMinor());
    const expected = { merchant_payable: owedMinor, paid_out: -owedMinor };
    const statuses = await this.world.statuses("payouts");
    const facts = JSON.stringify({ balances, sentMinor, owedMinor, statuses });
    if (sentMinor !== owedMinor) throw new Error(`what was sent is not what was owed: ${facts}`);
    if (JSON.stringify(balances) !== JSON.stringify(expected))
      throw new Error(`the books are not so: ${facts}`);
    if (JSON.stringify(await this.world.statuses("commissions")) !== JSON.stringify({ paid: this.#sales })) {
      throw new Error(`a commission is not paid: ${facts}`);
    }
    const { rows } = (await this.world.owner((db) =>
      db.execute(sql`select subject_id from audit_log where action = 'payout.contradicted'
                      and workspace_id = ${this.world.sample.workspaceId}`),
    )) as unknown as { rows: unknown[] };
    if (rows.length > 0) throw new Error(`the provider contradicts the books: ${facts}`);
  }

  async #prepare(): Promise<void> {
    const batchId = await this.world.approvedBatch();
    if (batchId) this.#batches.push(batchId);
  }

  /** Runs every batch there is, as one process that may die on the way. */
  async #run({ fault, refuses, diesAt, after }: Runner): Promise<void> {
    const life = { awaits: 0, diesAt, after, isOver: false };
    for (const batchId of [...this.#batches]) {
      try {
        await this.#execute(batchId, mortal(this.#provider, life, { fault, refuses }), life);
      } catch {
        // It died, or does not know what became of its calls: the next one sees to it.
      }
    }
  }

  #execute(batchId: BatchId, provider: PayoutProvider, life?: Life): Promise<unknown> {
    return this.world.as("key:b", (context) =>
      executeBatch(life ? dyingContext(context, life) : context, batchId, provider),
    );
  }

  async #tell(events: readonly ProviderEvent[]): Promise<void> {
    await this.world.as("system:test", (context) => applyProviderEvents(context, "csv", events));
  }
}

type Life = { awaits: number; readonly diesAt: number | null; readonly after: boolean; isOver: boolean };

/** Lives through one more await, or dies at it: then nothing that follows is done. */
async function live<T>(life: Life, work: () => Promise<T>): Promise<T> {
  const isLast = life.awaits === life.diesAt;
  life.awaits += 1;
  if (life.isOver || (isLast && !life.after)) {
    life.isOver = true;
    throw new Error("died");
  }
  const done = await work();
  if (isLast) {
    life.isOver = true;
    throw new Error("died");
  }
  return done;
}

/** The provider as a run sees it that may die: what it refuses and loses, it does to this run alone. */
function mortal(
  provider: FakeProvider,
  life: Life,
  { fault, refuses }: Pick<Runner, "fault" | "refuses">,
): PayoutProvider {
  return {
    capabilities: provider.capabilities,
    submit: (key, order) =>
      live(life, () => {
        provider.submitFaults.unshift(fault);
        for (const { id } of refuses ? order.payouts : []) provider.refuses.add(id);
        const answer = provider.submit(key, order);
        provider.refuses.clear();
        return answer;
      }),
    lookUp: (key, order) => live(life, () => provider.lookUp(key, order)),
    parseCallback: (callback) => provider.parseCallback(callback),
  };
}

function dyingContext(context: Context, life: Life): Context {
  const db = new Proxy(context.db, {
    get: (target, name) =>
      name === "transaction"
        ? (...given: Parameters<typeof target.transaction>) => live(life, () => target.transaction(...given))
        : Reflect.get(target, name),
  });
  return { ...context, db };
}
