import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { applyProviderEvents } from "../../services/payouts/apply-events.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { askWhetherReturned } from "../../services/payouts/ask-whether-returned.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import type { ProviderEvent } from "../../services/payouts/provider.ts";
import type { Context } from "../../services/shared/context.ts";
import { FakeProvider, type ProviderFault } from "../support/fake-provider.ts";
import { PayoutWorld, type Pools } from "../support/payout-world.ts";
import { type Actor, type Gate, interleave } from "./interleave.ts";
import { judgeRun, type Owed, resolveByPersons } from "./payouts-judge.ts";
import type { SeededRandom } from "./seeded-random.ts";

const HOUR_MS = 3_600_000;
/** Longer than any provider takes, and short enough that a click of today counts until the last round. */
const WEEKS_MS = 10 * 24 * HOUR_MS;
/** Longer than money takes to come back. */
const MONTHS_MS = 100 * 24 * HOUR_MS;
/** What the fake stands for: one that can be asked whether what it paid came back. */
const PROVIDER = "wise";
const CURRENCIES = ["EUR", "USD"] as const;
const FAULTS: readonly ProviderFault[] = ["lost_before", "lost_after", "half_lost"];

/** How often each thing happened. */
export type RunTally = Readonly<Record<string, number>>;

/**
 * One run: sales of two affiliates in two currencies; rounds in which up to three runners prepare, approve and execute
 * at once and die anywhere, while callbacks come twice, early, late or never; money that comes back weeks later, told or not.
 */
export class PayoutRun {
  readonly provider: FakeProvider;
  readonly tally: Record<string, number> = { runs: 1 };
  readonly owed: Owed = new Map();
  /** True if no callback ever comes. */
  readonly isSilent: boolean;

  private constructor(
    readonly world: PayoutWorld,
    readonly random: SeededRandom,
  ) {
    const looksUpByKey = random.chance(0.7);
    this.provider = new FakeProvider({
      ...{ settlesLater: random.chance(0.6), looksUpByKey },
      payoutsPerOrderMax: random.pick([1, 2, 1_000]),
      // One of those that forget has forgotten the key before the world recovers, now and then.
      keyLivesMs: looksUpByKey ? null : random.pick([6 * HOUR_MS, 400 * 24 * HOUR_MS]),
    });
    this.provider.forgetsRefusals = random.chance(0.5);
    this.provider.findsByReference = true;
    this.isSilent = random.chance(0.2);
    const [ada] = world.sample.affiliates;
    this.provider.rank = ({ affiliateId }) => (affiliateId === ada.affiliateId ? 0 : 1);
  }

  /** A run in a workspace of its own. */
  static async open(pools: Pools, random: SeededRandom): Promise<PayoutRun> {
    return new PayoutRun(await PayoutWorld.open(pools), random);
  }

  async play(): Promise<void> {
    const { random } = this;
    const rounds = 1 + random.below(3);
    for (let round = 0; round < rounds; round += 1) {
      const sales = 1 + random.below(2) + (round === 0 ? 1 : 0);
      for (let sale = 0; sale < sales; sale += 1) await this.#sell();
      const runners = Array.from({ length: random.pick([1, 2, 3, 3, 3]) }, () => this.#runner());
      await interleave(random, [...runners, this.#caller()]);
      await this.#pass();
    }
  }

  /**
   * Everything works again: what is open ends, persons say of what nobody tells, and what is owed is paid; then what came back
   * and nobody told of is asked for, and paid again.
   */
  async recover(): Promise<void> {
    this.provider.submitFaults.length = 0;
    this.provider.lookUpIsAway = false;
    await this.#endAll();
    this.world.nowMs += MONTHS_MS;
    await this.#askWhetherReturned();
    await this.#endAll();
  }

  /** It has ended with the first round that finds nothing to do, once all that was ever told was told twice more. */
  async #endAll(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      const openBefore = (await this.#batches()).length;
      this.world.nowMs += HOUR_MS;
      for (const batchId of await this.#batches()) await this.#execute(batchId);
      this.provider.settle();
      if (!this.isSilent) await this.#tell([...this.provider.news()].reverse());
      for (const batchId of await this.#batches()) await this.#execute(batchId);
      const resolved = await resolveByPersons(this.world, this.provider);
      this.#count("resolved", resolved);
      await this.world.as("key:a", (context) => preparePayoutBatches(context, { provider: PROVIDER }));
      await this.#approveAll();
      const isOver = openBefore + resolved + (await this.#batches()).length === 0;
      if (round > 0 && isOver) return;
    }
  }

  async judge(): Promise<RunTally> {
    await judgeRun(this.world, this.provider, this.owed);
    this.#count("payouts", this.provider.books.size);
    this.#count("calls", this.provider.calls.submit + this.provider.calls.lookUp);
    return this.tally;
  }

  async #sell(): Promise<void> {
    const affiliate = this.random.pick([0, 1] as const);
    const currency = this.random.pick(CURRENCIES) as Currency;
    const earnedMinor = BigInt(1 + this.random.below(5_000));
    await this.world.sell(affiliate, 1, { amountMinor: earnedMinor * 10n, currency });
    const name = `${this.world.sample.affiliates[affiliate].affiliateId} ${currency}`;
    this.owed.set(name, (this.owed.get(name) ?? 0n) + earnedMinor);
    this.#count("sales");
  }

  /** Prepares, approves and executes as one process, which may die before or after any of its awaits. */
  #runner(): Actor {
    const { random, world } = this;
    const diesAt = random.chance(0.5) ? random.below(12) : null;
    const diesAfter = random.chance(0.5);
    let awaits = 0;
    return async (gate) => {
      const live: Gate = async (work) => {
        const isLast = awaits === diesAt;
        awaits += 1;
        if (isLast) this.#count("deaths");
        if (isLast && !diesAfter) throw new Error("died");
        const done = await gate(work);
        if (isLast) throw new Error("died");
        return done;
      };
      const as = <T>(actor: Context["actor"], verb: (context: Context) => Promise<T>) =>
        world.as(actor, (context) => verb(gated(context, live)));
      const unlessDead = async (work: () => Promise<unknown>) => {
        try {
          await work();
        } catch (error) {
          if (diesAt !== null && awaits > diesAt) throw error;
        }
      };
      await unlessDead(() => as("key:a", (context) => preparePayoutBatches(context, { provider: PROVIDER })));
      for (const batchId of await live(() => this.#batches("prepared"))) {
        await unlessDead(() => as("key:b", (context) => approveBatch(context, batchId)));
      }
      for (const batchId of await live(() => this.#batches())) {
        const provider = this.#seenBy(live);
        await unlessDead(() => as("key:b", (context) => executeBatch(context, batchId, provider)));
      }
    };
  }

  /** The provider as a runner sees it: it fails, refuses, or calls back before it answers. */
  #seenBy(live: Gate) {
    const { provider, random } = this;
    return {
      capabilities: provider.capabilities,
      submit: async (...[key, order]: Parameters<FakeProvider["submit"]>) => {
        const fault = random.chance(0.5) ? random.pick(FAULTS) : null;
        const refuses = random.chance(0.35);
        const report = await live(async () => {
          if (fault) this.#count(fault);
          provider.submitFaults.unshift(fault);
          for (const { id } of refuses ? order.payouts : []) provider.refuses.add(id);
          try {
            return await provider.submit(key, order);
          } finally {
            provider.refuses.clear();
          }
        });
        // What the provider tells may come before its answer is booked.
        if (random.chance(0.3)) await live(() => this.#tellSome());
        return report;
      },
      lookUp: (...given: Parameters<FakeProvider["lookUp"]>) =>
        live(() => {
          provider.lookUpIsAway = random.chance(0.2);
          return provider.lookUp(...given);
        }),
      parseCallback: provider.parseCallback.bind(provider),
    };
  }

  /** What the provider does and tells by itself while others are at work. */
  #caller(): Actor {
    const times = this.random.below(4);
    return async (gate) => {
      for (let time = 0; time < times; time += 1) {
        await gate(async () => {
          if (this.random.chance(0.5)) this.provider.settle();
          await this.#tellSome();
        });
        if (this.random.chance(0.4)) await this.#askWhetherReturned(gate).catch(throwUnlessAway);
      }
    };
  }

  /** Asks as the cron does. */
  async #askWhetherReturned(gate: Gate = (work) => work()): Promise<void> {
    const { asked, returned } = await this.world.as("system:test", (context) =>
      askWhetherReturned(gated(context, gate), async () => this.provider),
    );
    this.#count("asked", asked);
    this.#count("noticed", returned);
  }

  /** Time passes: hours or weeks, in which money may come back. */
  async #pass(): Promise<void> {
    const { random, provider, world } = this;
    if (random.chance(0.4)) provider.settle();
    world.nowMs += random.pick([0, HOUR_MS, 8 * HOUR_MS, WEEKS_MS]);
    if (random.chance(0.4)) {
      const { affiliateId } = random.pick(world.sample.affiliates);
      const theirs = new Set(
        (await world.payouts()).filter((each) => each.affiliateId === affiliateId).map(({ id }) => id),
      );
      provider.giveBack(({ payoutId, status }) => {
        const comesBack = theirs.has(payoutId) && status !== "returned";
        if (comesBack) this.#count(this.isSilent && status === "paid" ? "returned_untold" : "returned");
        return comesBack;
      });
    }
    await this.#tellSome();
  }

  /** Some of all that was ever told, in any order, some of it twice. */
  async #tellSome(): Promise<void> {
    const news = this.provider.news();
    if (this.isSilent || news.length === 0) return;
    const told = Array.from({ length: this.random.below(6) }, () => this.random.pick(news));
    this.#count("callbacks", told.length);
    await this.#tell(told);
  }

  async #tell(events: readonly ProviderEvent[]): Promise<void> {
    await this.world.as("system:test", (context) => applyProviderEvents(context, PROVIDER, events));
  }

  async #execute(batchId: BatchId): Promise<void> {
    await this.world.as("key:b", (context) => executeBatch(context, batchId, this.provider));
  }

  async #approveAll(): Promise<void> {
    for (const batchId of await this.#batches("prepared")) {
      await this.world.as("key:b", (context) => approveBatch(context, batchId));
    }
  }

  /** Batches in one status, or all that were approved and have not ended. By their currency, which chance does not give. */
  async #batches(status: "prepared" | null = null): Promise<readonly BatchId[]> {
    const { workspaceId } = this.world.sample;
    const { rows } = (await this.world.owner((db) =>
      db.execute(sql`
        select id from payout_batches where workspace_id = ${workspaceId}
           and case when ${status}::text is null then status in ('approved', 'submitting', 'submitted', 'unknown')
                    else status::text = ${status} end
         order by created_at, currency`),
    )) as unknown as { rows: { id: BatchId }[] };
    return rows.map(({ id }) => id);
  }

  #count(name: string, by = 1): void {
    this.tally[name] = (this.tally[name] ?? 0) + by;
  }
}

function throwUnlessAway(error: unknown): void {
  if (!String(error).includes("the provider is away")) throw error;
}

/** The context whose transactions wait for their turn. */
function gated(context: Context, gate: Gate): Context {
  const db = new Proxy(context.db, {
    get: (target, name) =>
      name === "transaction"
        ? (...given: Parameters<typeof target.transaction>) => gate(() => target.transaction(...given))
        : Reflect.get(target, name),
  });
  return { ...context, db };
}
