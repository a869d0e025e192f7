import type { Group } from "../../core/reports/dimensions.ts";
import { isClickMeasure, METRIC_NAMES, METRICS, measuresOf } from "../../core/reports/metrics.ts";
import type { Days } from "../../core/reports/periods.ts";
import type { ReportRequest } from "../../services/reports/report-request.ts";
import { type ReportRow, runReport } from "../../services/reports/run-report.ts";
import type { Context } from "../../services/shared/context.ts";

/** Every metric of sales alone; and every one, but for visitors counted once, which no count tells. */
export const SALE_METRICS = METRIC_NAMES.filter((name) => !measuresOf(METRICS[name]).some(isClickMeasure));
export const ALL_METRICS = METRIC_NAMES.filter((name) => !measuresOf(METRICS[name]).includes("unique"));

/** A question that is asked now, and again later of then. */
export type PastQuestion = Partial<ReportRequest> & { readonly groups: readonly Group[] };

/** The whole answer to a question as text, with how fresh it is but for the time of the answer itself. */
async function answerOf(
  context: Context,
  days: Days,
  question: PastQuestion,
  asOf: Date | null,
): Promise<string> {
  const found = await runReport(context, {
    ...{ filters: {}, timeZone: "UTC", currency: null, days, compare: null, metrics: ALL_METRICS },
    ...{ sort: { by: "groups", descending: false }, limit: 1_000 },
    ...{ clicksFrom: "counts", salesFrom: "counts" },
    ...question,
    asOf,
  });
  if ("refused" in found) throw new Error(found.refused);
  const { asOf: toldOf, ...freshness } = found.freshness;
  if (asOf !== null && toldOf.getTime() !== asOf.getTime())
    throw new Error(`it tells of ${toldOf.toISOString()}`);
  const rows = found.rows.map(({ place, keys, sums }) => [place, keys, told(sums)] as const);
  return JSON.stringify([rows.filter(([, , sums]) => sums.length > 0), told(found.totals.sums), freshness]);
}

/** Sums that are not zero: counts keep a row in which nothing is left. */
const told = ({ all, byCurrency }: ReportRow["sums"]): readonly string[] =>
  [["", all] as const, ...byCurrency]
    .flatMap(([currency, sums]) => [...sums].map(([name, sum]) => [currency, name, sum] as const))
    .filter(([, , sum]) => sum !== 0n)
    .map((each) => each.join(" ").trim())
    .sort();

const pause = () => new Promise((resolve) => setTimeout(resolve, 4));

/** Reports that were taken, each with the instant it was taken at; `hold` asks for each of them again. */
export class PastReports {
  readonly #taken: { readonly because: string; readonly at: Date; readonly answers: readonly string[] }[] =
    [];

  constructor(
    readonly days: Days,
    readonly questions: readonly PastQuestion[],
  ) {}

  /** Takes all reports now, with some milliseconds before and after, since an instant has no finer part. */
  async take(context: Context, because: string): Promise<void> {
    await pause();
    const at = new Date();
    await pause();
    this.#taken.push({ because, at, answers: await this.#answers(context, null) });
  }

  /** What is told otherwise now than it was then. */
  async differences(context: Context): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    for (const { because, at, answers } of this.#taken) {
      const again = await this.#answers(context, at);
      for (const [nth, before] of answers.entries()) {
        const after = again[nth] ?? "";
        const from = Math.max([...before].findIndex((letter, place) => letter !== after[place]) - 300, 0);
        if (before !== after) {
          found.push({
            because,
            nth,
            before: before.slice(from, from + 600),
            after: after.slice(from, from + 600),
          });
        }
      }
    }
    return found;
  }

  get count(): number {
    return this.#taken.length;
  }

  async #answers(context: Context, asOf: Date | null): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const question of this.questions) {
      answers.push(await answerOf(context, this.days, question, asOf));
    }
    return answers;
  }
}
