/** Randomness that a seed repeats exactly. */
export type SeededRandom = {
  /** A number from 0 up to 1, without 1. */
  next(): number;
  /** An integer from 0 up to `bound`, without it. */
  below(bound: number): number;
  /** True as often as `share` says. */
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** All of them, in any order. */
  shuffled<T>(items: readonly T[]): T[];
  bytes(count: number): Uint8Array;
};

/** Mulberry32 (T. Ettinger, public domain): 32 bits of state, good enough to spread faults. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item),
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  };
}
