import type { SeededRandom } from "./seeded-random.ts";

/** Does a piece of work when the actor's turn comes, and nobody else's at the same time. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** One of several at once. Whatever it awaits that others could come between goes through its gate. */
export type Actor = (gate: Gate) => Promise<void>;

type Waiting = { readonly work: () => Promise<void> };

/**
 * Runs actors at once, their turns in an order that the randomness alone decides: the same seed gives the same
 * interleaving, however fast the machine is. An actor that throws has ended.
 */
export async function interleave(random: SeededRandom, actors: readonly Actor[]): Promise<void> {
  const waiting: (Waiting | null)[] = actors.map(() => null);
  let arrived: () => void = () => undefined;
  const start = (actor: Actor, index: number): Promise<void> => {
    const here = arrival();
    const gate: Gate = (work) =>
      new Promise((resolve, reject) => {
        waiting[index] = {
          work: async () => {
            try {
              resolve(await work());
            } catch (error) {
              reject(error);
            }
          },
        };
        arrived();
      });
    void actor(gate)
      .catch(() => undefined)
      .finally(() => arrived());
    return here;
  };
  const arrival = (): Promise<void> =>
    new Promise((resolve) => {
      arrived = resolve;
    });
  for (const [index, actor] of actors.entries()) await start(actor, index);
  for (;;) {
    const ready = waiting.flatMap((turn, index) => (turn === null ? [] : [{ turn, index }]));
    if (ready.length === 0) return;
    const { turn, index } = random.pick(ready);
    waiting[index] = null;
    const here = arrival();
    await turn.work();
    // It goes on by itself now, until it waits at its gate again or has ended.
    await here;
  }
}
