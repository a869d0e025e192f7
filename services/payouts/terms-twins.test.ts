import * as fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  isPayoutSchedule,
  NET_TERMS,
  nextDueMs,
  type PayoutSchedule,
  payableAtMs,
  periodDayMs,
} from "../../core/payout/terms.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";

/** Of every kind: without clocks that change, with some that skip or repeat midnight, and days off UTC. */
const ZONES = [
  ...["UTC", "Europe/Berlin", "America/New_York", "America/Havana", "America/Sao_Paulo", "Asia/Beirut"],
  ...["Asia/Kathmandu", "Australia/Lord_Howe", "Atlantic/Azores", "Pacific/Kiritimati", "Pacific/Apia"],
  ...["Africa/Cairo", "America/Asuncion"],
];
const SCHEDULES: readonly PayoutSchedule[] = [
  ...(["by_hand", "daily", "semi_monthly", "weekly_1", "weekly_4", "weekly_7"] as const),
  ...(["monthly_1", "monthly_15", "monthly_28", "monthly_29", "monthly_30", "monthly_31"] as const),
];
const CASES = Number(process.env.TERMS_CASES ?? 3_000);
const TIMEOUT_MS = 20_000 + CASES;

/** Ends of months and years, and days of changing clocks, are as likely as all others together. */
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) }),
  fc
    .tuple(
      fc.integer({ min: 2000, max: 2034 }),
      fc.integer({ min: 0, max: 11 }),
      fc.integer({ min: -36, max: 36 }),
    )
    .map(([year, month, hours]) => Date.UTC(year, month, 1) + hours * 3_600_000),
  fc
    .tuple(
      fc.constantFrom("2008-10-19", "2014-10-26", "2018-11-04", "2011-12-30", "2024-03-31", "2025-04-25"),
      fc.integer({ min: -2_160, max: 2_160 }),
    )
    .map(([day, minutes]) => Date.parse(day) + minutes * 60_000),
);

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.appUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe("what the database and the core say of the same", () => {
  it(
    "is the same instant from which on something is payable, of any approval, term and zone",
    async () => {
      const cases = fc.sample(
        fc.tuple(instants, fc.constantFrom(...NET_TERMS), fc.constantFrom(...ZONES)),
        CASES,
      );
      const { rows } = await client.query(
        `select (extract(epoch from payable_at(to_timestamp(at / 1000.0), net, zone)) * 1000)::bigint::text as ms
         from unnest($1::bigint[], $2::text[], $3::text[]) with ordinality as given (at, net, zone, place) order by place`,
        [cases.map(([at]) => at), cases.map(([, net]) => net), cases.map(([, , zone]) => zone)],
      );
      const differing = cases.filter(([at, net, zone], place) => {
        const fromMs = payableAtMs(at, net, zone);
        return String(fromMs) !== rows[place].ms || fromMs < at;
      });
      expect(differing).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "is the same last day on which a schedule was due, and the next due instant is a period's beginning",
    async () => {
      const cases = fc.sample(
        fc.tuple(instants, fc.constantFrom(...SCHEDULES), fc.constantFrom(...ZONES)),
        CASES,
      );
      const { rows } = await client.query(
        `select payout_period(schedule, to_timestamp(at / 1000.0), zone)::text as day,
              payout_cutoff(schedule, to_timestamp(at / 1000.0), zone) <= to_timestamp(at / 1000.0) as has_begun
         from unnest($1::bigint[], $2::text[], $3::text[]) with ordinality as given (at, schedule, zone, place)
        order by place`,
        [cases.map(([at]) => at), cases.map(([, schedule]) => schedule), cases.map(([, , zone]) => zone)],
      );
      const differing = cases.filter(([at, schedule, zone], place) => {
        const dayMs = periodDayMs(schedule, at, zone);
        const day = dayMs === null ? null : new Date(dayMs).toISOString().slice(0, 10);
        const due = nextDueMs(schedule, at, zone);
        const isDue = due === null || (due >= at && nextDueMs(schedule, due, zone) === due);
        return day !== rows[place].day || rows[place].has_begun !== (dayMs === null ? null : true) || !isDue;
      });
      expect(differing).toEqual([]);
      expect(SCHEDULES.every(isPayoutSchedule)).toBe(true);
    },
    TIMEOUT_MS,
  );
});
