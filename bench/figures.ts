/** What a figure is held to: the goal is compared and printed, breaking the guard fails the run. */
export type Bounds = {
  readonly goal?: Bound;
  readonly guard?: Bound;
};
type Bound = { readonly atLeast: number } | { readonly atMost: number };
type Figure = Bounds & { readonly name: string; readonly value: number; readonly digits: number };

/** The middle value; of an even number of them, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The value that `share` of all values do not exceed, `share` being 0 to 1. NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Collects the figures of one run, and prints each as a last line `bench NAME VALUE`. */
export class Report {
  readonly #figures: Figure[] = [];

  add(name: string, value: number, bounds: Bounds & { readonly digits?: number } = {}): void {
    this.#figures.push({ name, value, digits: 3, ...bounds });
  }

  /** Prints all figures; the run has failed if one could not be measured or broke its guard. */
  finish(): void {
    const failures = this.#figures.flatMap((figure) => failureOf(figure) ?? []);
    console.log("\nfigure, goal");
    for (const figure of this.#figures) console.log(`  ${lineOf(figure)}`);
    for (const failure of failures) console.error(`FAILED ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
    for (const figure of this.#figures) console.log(`bench ${figure.name} ${textOf(figure)}`);
  }
}

function failureOf({ name, value, guard }: Figure): string | null {
  if (!Number.isFinite(value)) return `${name} could not be measured`;
  return guard && !isWithin(value, guard) ? `${name} is ${value}, and must be ${describe(guard)}` : null;
}

function lineOf(figure: Figure): string {
  const text = `${figure.name.padEnd(44)} ${textOf(figure).padStart(12)}`;
  if (!figure.goal) return text;
  return `${text}   ${describe(figure.goal)}: ${isWithin(figure.value, figure.goal) ? "met" : "MISSED"}`;
}

const textOf = ({ value, digits }: Figure): string => String(Number(value.toFixed(digits)));
const isWithin = (value: number, bound: Bound): boolean =>
  "atLeast" in bound ? value >= bound.atLeast : value <= bound.atMost;
const describe = (bound: Bound): string =>
  "atLeast" in bound ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`;
