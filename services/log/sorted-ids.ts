/** Ids of clicks of one workspace, ascending: the time in milliseconds and the 48 random bits of each. */
export type SortedIds = { readonly times: Float64Array; readonly randoms: Float64Array };

/** One id, by its time and its random bits. */
export type IdParts = { readonly time: number; readonly random: number };

/** Room for the ids of so many rows. */
export function roomForIds(rows: number): SortedIds {
  return { times: new Float64Array(rows), randoms: new Float64Array(rows) };
}

/** The first ids of a room. */
export function firstIds({ times, randoms }: SortedIds, rows: number): SortedIds {
  return { times: times.subarray(0, rows), randoms: randoms.subarray(0, rows) };
}

/** No ids. */
export const NO_IDS: SortedIds = { times: new Float64Array(), randoms: new Float64Array() };

/** The id at a place. */
function idAt({ times, randoms }: SortedIds, index: number): IdParts {
  return { time: times[index] as number, random: randoms[index] as number };
}

/** Less than zero if the first comes before the second, zero if they are the same. */
function compareIds(left: IdParts, right: IdParts): number {
  return left.time - right.time || left.random - right.random;
}

/** The ids whose time lies between the two instants, the later one excluded. */
export function idsBetween({ times, randoms }: SortedIds, fromMs: number, untilMs: number): SortedIds {
  const start = firstFrom(times, fromMs);
  const end = firstFrom(times, untilMs);
  return { times: times.subarray(start, end), randoms: randoms.subarray(start, end) };
}

/** The ids of both, those of both twice. */
export function mergeIds(left: SortedIds, right: SortedIds): SortedIds {
  if (left.times.length === 0) return right;
  if (right.times.length === 0) return left;
  const length = left.times.length + right.times.length;
  const times = new Float64Array(length);
  const randoms = new Float64Array(length);
  let fromLeft = 0;
  for (let index = 0; index < length; index += 1) {
    const fromRight = index - fromLeft;
    const isLeft =
      fromRight >= right.times.length ||
      (fromLeft < left.times.length && compareIds(idAt(left, fromLeft), idAt(right, fromRight)) <= 0);
    times[index] = (isLeft ? left.times[fromLeft] : right.times[fromRight]) as number;
    randoms[index] = (isLeft ? left.randoms[fromLeft] : right.randoms[fromRight]) as number;
    if (isLeft) fromLeft += 1;
  }
  return { times, randoms };
}

/** Each id once, and those that were there more than once. */
export function distinctIds({ times, randoms }: SortedIds): {
  readonly ids: SortedIds;
  readonly repeated: readonly IdParts[];
} {
  const repeated: IdParts[] = [];
  let kept = 0;
  for (let index = 0; index < times.length; index += 1) {
    if (index > 0 && times[index] === times[kept - 1] && randoms[index] === randoms[kept - 1]) {
      repeated.push(idAt({ times, randoms }, index));
      continue;
    }
    times[kept] = times[index] as number;
    randoms[kept] = randoms[index] as number;
    kept += 1;
  }
  return { ids: { times: times.subarray(0, kept), randoms: randoms.subarray(0, kept) }, repeated };
}

/** Ids that only the first has, and ids that only the second has. */
export function differingIds(
  left: SortedIds,
  right: SortedIds,
): { readonly onlyLeft: readonly IdParts[]; readonly onlyRight: readonly IdParts[] } {
  const onlyLeft: IdParts[] = [];
  const onlyRight: IdParts[] = [];
  let at = 0;
  for (let index = 0; index < left.times.length; index += 1) {
    const id = idAt(left, index);
    while (at < right.times.length && compareIds(idAt(right, at), id) < 0) {
      onlyRight.push(idAt(right, at));
      at += 1;
    }
    if (at < right.times.length && compareIds(idAt(right, at), id) === 0) at += 1;
    else onlyLeft.push(id);
  }
  for (; at < right.times.length; at += 1) onlyRight.push(idAt(right, at));
  return { onlyLeft, onlyRight };
}

/** Where the first time is that is not before this one. */
function firstFrom(times: Float64Array, ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
