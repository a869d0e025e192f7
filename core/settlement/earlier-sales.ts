import type { Touchpoint } from "../attribution/touchpoint.ts";
import type { AffiliateId, ConversionId, ProgramId } from "../shared/id.ts";
import { customerKeys, type ReportedConversion } from "./conversion.ts";

/** Who was credited most with an earlier conversion, as it stands now. */
export type EarlierCredit = Pick<Touchpoint, "affiliateStatus" | "affiliateClass" | "programStatus"> & {
  readonly affiliateId: AffiliateId;
  readonly programId: ProgramId;
};

/** An earlier conversion of a customer. */
export type EarlierSale = {
  readonly conversionId: ConversionId;
  readonly occurredAtMs: number;
  readonly event: string;
  /** True of one with an amount; a lead or a sign-up has none. */
  readonly isPayment: boolean;
  /** Null where nobody was credited. */
  readonly credit: EarlierCredit | null;
};

/** What is known of customers before a conversion is decided; grows as a batch is decided in its order. */
export class EarlierSales {
  readonly #byCustomer: Map<string, EarlierSale[]>;
  readonly #decided = new Set<ConversionId>();
  readonly #isReplay: boolean;

  /**
   * @param stored decided conversions by the key of their customer, in any order
   * @param isReplay whether they are decided anew in the order in which they happened, then of their ids
   */
  constructor(stored: ReadonlyMap<string, readonly EarlierSale[]>, isReplay: boolean) {
    this.#byCustomer = new Map([...stored].map(([key, sales]) => [key, [...sales]]));
    this.#isReplay = isReplay;
  }

  /** True of a conversion of the same batch that was decided before. */
  hasDecided(id: ConversionId): boolean {
    return this.#decided.has(id);
  }

  /** Remembers a conversion that was just decided. */
  remember(conversion: ReportedConversion, credit: EarlierCredit | null): void {
    this.#decided.add(conversion.id);
    const { id: conversionId, event } = conversion;
    const occurredAtMs = conversion.occurredAt.getTime();
    const sale = { conversionId, occurredAtMs, event, isPayment: isPayment(conversion), credit };
    for (const key of customerKeys(conversion)) {
      const others = this.#byCustomer.get(key);
      if (others) others.push(sale);
      else this.#byCustomer.set(key, [sale]);
    }
  }

  /**
   * Those that plans count before this one: payments, and before what is none also what is none and of
   * its event. What was given back counts, as it does for volumes: whether a refund or the next sale is
   * reported first makes no difference. Of those of one instant, as of a shop that tells days alone, the one that is
   * decided first is the earlier.
   *
   * @see docs/decisions/0050-customers-are-new-until-they-pay.md
   */
  counted(conversion: ReportedConversion): readonly EarlierSale[] {
    const isOfKind = (sale: EarlierSale) => !isPayment(conversion) && sale.event === conversion.event;
    return this.#upTo(conversion).filter((sale) => sale.isPayment || isOfKind(sale));
  }

  /** Earlier conversions of the customer of this one, each once, the oldest first. */
  of(conversion: ReportedConversion): readonly EarlierSale[] {
    return this.#upTo(conversion).filter(
      ({ occurredAtMs }) => occurredAtMs < conversion.occurredAt.getTime(),
    );
  }

  #upTo(conversion: ReportedConversion): readonly EarlierSale[] {
    const atMs = conversion.occurredAt.getTime();
    const sales = new Map<ConversionId, EarlierSale>();
    for (const key of customerKeys(conversion)) {
      for (const sale of this.#byCustomer.get(key) ?? []) {
        if (sale.conversionId === conversion.id || sale.occurredAtMs > atMs) continue;
        const isAtOnce = sale.occurredAtMs === atMs;
        if (isAtOnce && this.#isReplay && sale.conversionId > conversion.id) continue;
        sales.set(sale.conversionId, sale);
      }
    }
    return [...sales.values()].sort(
      (left, right) =>
        left.occurredAtMs - right.occurredAtMs || (left.conversionId < right.conversionId ? -1 : 1),
    );
  }
}

const isPayment = ({ amountMinor }: ReportedConversion): boolean => amountMinor > 0n;
