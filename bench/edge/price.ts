/** List prices of 2026 in US dollars, beyond what a plan includes. */
const PRICES = {
  request: 0.3 / 1e6,
  cpuMs: 0.02 / 1e6,
  kvRead: 0.5 / 1e6,
  kvWrite: 5 / 1e6,
  queueOperation: 0.4 / 1e6,
  bucketWrite: 4.5 / 1e6,
} as const;
/** A message is written, read and deleted. */
const OPERATIONS_PER_WRITE = 3;
const MILLION = 1e6;

/** What some clicks took, as billed. */
export type Operations = {
  readonly clicks: number;
  readonly cpuUs: number;
  readonly kvReads: number;
  readonly kvWrites: number;
  /** One for each begun 64 KB written to a queue. */
  readonly queueWrites: number;
  readonly bucketWrites: number;
};

/** Dollars for each million clicks, item by item. */
export function priceOfMillion(operations: Operations): Readonly<Record<string, number>> {
  const perClick = (count: number): number => (count / operations.clicks) * MILLION;
  return {
    requests: MILLION * PRICES.request,
    cpu: perClick(operations.cpuUs / 1_000) * PRICES.cpuMs,
    kv: perClick(operations.kvReads) * PRICES.kvRead + perClick(operations.kvWrites) * PRICES.kvWrite,
    queue: perClick(operations.queueWrites) * OPERATIONS_PER_WRITE * PRICES.queueOperation,
    bucket: perClick(operations.bucketWrites) * PRICES.bucketWrite,
  };
}

/** Dollars for each million clicks in all. */
export function totalOf(price: Readonly<Record<string, number>>): number {
  return Object.values(price).reduce((sum, part) => sum + part, 0);
}
