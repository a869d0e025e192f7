import type { BatchId } from "../../core/shared/id.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import type { PayoutProvider } from "../../services/payouts/provider.ts";

/** Whether the provider pays and says so, or its answer is lost before or after it paid. */
export type BankMood = "pays" | "dies_before" | "dies_after";

/** The provider of files, in memory, which may die of a call. */
export class MoodyBank {
  readonly #files = new Map<string, string>();

  /** The provider in a mood, and whether a call for a batch will be answered. */
  as(mood: BankMood, { id, isResumed }: { readonly id: BatchId; readonly isResumed: boolean }) {
    const provider = csvProvider({
      has: async (name) => this.#files.has(name),
      putOnce: async (name, text) => void this.#files.set(name, this.#files.get(name) ?? text),
    });
    const submit: PayoutProvider["submit"] = async (key, order) => {
      if (mood === "dies_before") throw new ProviderDied();
      const report = await provider.submit(key, order);
      if (mood === "dies_after") throw new ProviderDied();
      return report;
    };
    const isAnswered = mood === "pays" || (isResumed && this.#files.has(`payouts/${id}.csv`));
    return { provider: { ...provider, submit }, isAnswered };
  }
}

/** Takes the death of the provider for what it is, and nothing else. */
export function throwUnlessDied(error: unknown): void {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  if (errors.some((each) => !(each instanceof ProviderDied))) throw error;
}

class ProviderDied extends Error {}
