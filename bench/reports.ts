import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { sourceOf } from "../core/reports/dimensions.ts";
import type { Db } from "../db/client.ts";
import type { ReportRequest } from "../services/reports/report-request.ts";
import { runReport } from "../services/reports/run-report.ts";
import type { Context } from "../services/shared/context.ts";
import { median, Report } from "./figures.ts";
import type { Shop } from "./ingest/clicks.ts";
import { prepareBed } from "./ingest/database.ts";
import { readSizes } from "./sizes.ts";

const USAGE = `npm run bench:reports -- [options]
  --short            fewer affiliates
  --affiliates <n>   each with a link, clicks and sales on 100 days (1,000; short 200)
  --rounds <n>       reports of each kind, in turn (9; short 5)`;
const FIRST_DAY = "2026-08-01";
const DAYS = 100;
const DAYS_MS = { fromMs: Date.parse(FIRST_DAY), untilMs: Date.parse(FIRST_DAY) + DAYS * 86_400_000 };

/** Measures reports over counts of a hundred days, against adding up those counts at all. */
async function main(): Promise<void> {
  const { affiliates, rounds } = readSizes(USAGE, {
    affiliates: { full: 1_000, short: 200 },
    rounds: { full: 9, short: 5 },
  });
  const bed = await prepareBed();
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  const app = new pg.Client({ connectionString: bed.appUrl() });
  try {
    await Promise.all([owner.connect(), app.connect()]);
    const [shop] = bed.plain;
    if (!shop) throw new Error("the bed has a workspace");
    await fillCounts(owner, shop, affiliates);
    const report = new Report();
    await measure(report, waysToAsk(owner, app, shop), { rounds, affiliates });
    report.finish();
  } finally {
    await Promise.all([app.end(), owner.end()]);
    await bed.stop();
  }
}

/** For each affiliate and day: clicks in three hours with two verdicts, and sales in two quarters of an hour. */
async function fillCounts(owner: pg.Client, { workspaceId, programId }: Shop, affiliates: number) {
  const idOf = (prefix: string) => `'${prefix}' || lpad(nth::text, 26, '0')`;
  const each = `generate_series(1, ${affiliates}) as nth`;
  const eachDay = `${each}, generate_series(0, ${DAYS - 1}) as day`;
  await owner.query(
    `insert into affiliates (workspace_id, id, name, email, status)
     select $1, ${idOf("aff_")}, nth, nth || '@site.example', 'active' from ${each}`,
    [workspaceId],
  );
  await owner.query(
    `insert into links (workspace_id, id, program_id, affiliate_id, host, slug, destination_url)
     select $1, ${idOf("lnk_")}, $2, ${idOf("aff_")}, 'bench', 'r' || nth, 'https://shop.example/' from ${each}`,
    [workspaceId, programId],
  );
  await owner.query(
    `insert into click_counts (workspace_id, link_id, hour, verdict, clicks)
     select $1, ${idOf("lnk_")}, $2::timestamptz + day * interval '1 day' + nth_hour * interval '4 hours', verdict, 1 + (nth + day) % 7
       from ${eachDay}, generate_series(0, 2) as nth_hour, unnest(array['human', 'bot']::verdict[]) as verdict`,
    [workspaceId, `${FIRST_DAY}Z`],
  );
  await owner.query(
    `insert into sale_counts (workspace_id, quarter, affiliate_id, program_id, link_id, currency, conversions_ppm, amount_minor, earned_minor, pending_minor)
     select $1, $3::timestamptz + day * interval '1 day' + ((nth * 7 + sale * 37) % 96) * interval '15 minutes', ${idOf("aff_")}, $2,
            ${idOf("lnk_")}, 'EUR', 1000000, 5000, 500, 500 from ${eachDay}, generate_series(0, 1) as sale`,
    [workspaceId, programId, `${FIRST_DAY}Z`],
  );
  await rollUpAsCounted(owner, workspaceId);
  await owner.query("vacuum analyze");
}

/** Roll-ups that hold: of each hour and quarter of an hour two countries, the half of it each as far as that goes. */
async function rollUpAsCounted(owner: pg.Client, workspaceId: string): Promise<void> {
  const links = "join links on links.workspace_id = counts.workspace_id and links.id = counts.link_id";
  await owner.query(
    `insert into click_rollups (workspace_id, hour, affiliate_id, program_id, clicks, labels)
     select counts.workspace_id, hour, affiliate_id, program_id, sum(clicks), '{}' from click_counts counts ${links}
      where counts.workspace_id = $1 group by 1, 2, 3, 4`,
    [workspaceId],
  );
  await owner.query(
    `insert into click_details (workspace_id, detail, hour, affiliate_id, program_id, value, verdict, clicks)
     select counts.workspace_id, detail, hour, affiliate_id, program_id, value, verdict, case value when 'DE' then clicks - clicks / 2 else clicks / 2 end
       from click_counts counts ${links} cross join unnest(array['country', 'device', 'referrer']) as detail cross join unnest(array['DE', 'AT']) as value
      where counts.workspace_id = $1 and (value = 'DE' or clicks > 1)`,
    [workspaceId],
  );
  await owner.query(
    `insert into sale_rollups (workspace_id, quarter, affiliate_id, program_id, changes, labels)
     select workspace_id, quarter, affiliate_id, program_id, sum(changes), '{}' from sale_counts where workspace_id = $1 group by 1, 2, 3, 4`,
    [workspaceId],
  );
  await owner.query(
    `insert into sale_details (workspace_id, quarter, affiliate_id, program_id, currency, detail, value, conversions_ppm, amount_minor, earned_minor, pending_minor)
     select workspace_id, quarter, affiliate_id, program_id, currency, detail, case when length(affiliate_id) % 2 = 0 then 'DE' else 'AT' end,
            conversions_ppm, amount_minor, earned_minor, pending_minor
       from sale_counts cross join unnest(array['country', 'device', 'referrer', 'coupon']) as detail where workspace_id = $1`,
    [workspaceId],
  );
}

type Way = () => Promise<number>;
type Ways = Readonly<
  Record<
    "floor" | "day" | "affiliate" | "day_affiliate" | "best_day_affiliate" | "country" | "day_country",
    Way
  >
>;

function waysToAsk(owner: pg.Client, app: pg.Client, { workspaceId }: Shop): Ways {
  const db = drizzle(app) as Db;
  const now = new Date(DAYS_MS.untilMs);
  const context: Context = { db, workspaceId, actor: "system:bench", requestId: "req_bench", now };
  const ask =
    (groups: ReportRequest["groups"], sort: ReportRequest["sort"] = { by: "groups", descending: false }) =>
    async () => {
      const found = await runReport(context, requestOf(groups, sort));
      if ("refused" in found) throw new Error(`a report was refused: ${found.refused}`);
      return found.rows.length;
    };
  return {
    floor: async () => {
      const { rows } = await owner.query(
        `select (select sum(clicks) from click_counts where workspace_id = $1) as clicks,
                (select sum(amount_minor) from sale_counts where workspace_id = $1) as amount`,
        [workspaceId],
      );
      return rows.length;
    },
    day: ask(["day"]),
    affiliate: ask(["affiliate"], { by: "revenue", descending: true }),
    day_affiliate: ask(["day", "affiliate"]),
    best_day_affiliate: ask(["day", "affiliate"], { by: "revenue", descending: true }),
    country: ask(["country"]),
    day_country: ask(["day", "country"]),
  };
}

function requestOf(groups: ReportRequest["groups"], sort: ReportRequest["sort"]): ReportRequest {
  return {
    ...{ groups, sort, days: DAYS_MS, timeZone: "Europe/Berlin", compare: null, filters: {}, currency: null },
    ...{ metrics: ["clicks", "clicks_net", "conversions", "revenue", "commission", "epc"] },
    ...{ clicksFrom: sourceOf(groups), salesFrom: sourceOf(groups), limit: 100 },
  };
}

/** The ways in turn, so that whatever else the machine does is shared by all. */
async function measure(
  report: Report,
  ways: Ways,
  { rounds, affiliates }: { readonly rounds: number; readonly affiliates: number },
): Promise<void> {
  const taken = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, ask] of Object.entries(ways)) {
      const startMs = performance.now();
      if ((await ask()) === 0) throw new Error(`${name} has no rows`);
      if (round >= 0) taken.get(name)?.push(performance.now() - startMs);
    }
  }
  const millisOf = (name: string): number => median(taken.get(name) ?? []);
  console.log(`${affiliates * DAYS} days of affiliates, ${affiliates * DAYS * 8} counts`);
  for (const name of taken.keys()) report.add(`reports_${name}_ms`, millisOf(name), { digits: 0 });
  report.add("reports_day_affiliate_to_floor", millisOf("day_affiliate") / millisOf("floor"), {
    guard: { atMost: 60 },
  });
  const limit = { goal: { atMost: 1_000 }, guard: { atMost: 15_000 }, digits: 0 };
  report.add("reports_slowest_ms", Math.max(...Object.keys(ways).map(millisOf)), limit);
}

await main();
