import { once } from "node:events";
import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { readAgent } from "../../core/link/agent.ts";
import { type Db, withHttpDatabase } from "../../db/client.ts";
import type { CountedClick } from "../../services/clicks/click-row.ts";
import { writeClicks } from "../../services/clicks/write-clicks.ts";

/** Writes clicks in one way, from the objects a consumer has to rows that are kept. */
export type Method = (clicks: readonly CountedClick[]) => Promise<void>;

const COLUMNS = [
  ...[
    "id",
    "workspace_id",
    "clicked_at",
    "link_id",
    "affiliate_id",
    "program_id",
    "visitor_id",
    "visitor_kind",
  ],
  ...[
    "verdict",
    "evidence",
    "network_hash",
    "user_agent",
    "referrer_host",
    "source",
    "device",
    "os",
    "browser",
  ],
  ...["country", "region", "language", "asn", "sub_ids", "landing_host", "is_opted_out", "velocity"],
];

/** What the consumer does: rows, counts and bad rows in one statement, over a plain connection. */
export function byStatement(client: pg.Client): Method {
  const db = drizzle(client) as Db;
  return (clicks) => write(db, clicks);
}

/** The same over the driver of production: an HTTP request, here through the relay of this machine. */
export function byHttp(env: { readonly DATABASE_URL: string; readonly DATABASE_PROXY: string }): Method {
  return (clicks) => withHttpDatabase(env, (db) => write(db, clicks));
}

/** Plain COPY of the same columns: no duplicate is noticed, no link looked up, nothing counted. */
export function byCopy(client: pg.Client): Method {
  const statement = `copy clicks (${COLUMNS.join(",")}) from stdin`;
  return async (clicks) => {
    const stream = client.query(copyFrom(statement));
    stream.end(clicks.map((click) => `${valuesOf(click).map(copyText).join("\t")}\n`).join(""));
    await once(stream, "finish");
  };
}

/** A statement and a commit for each click, prepared once: the consumer that does not batch. */
export function bySingleRows(client: pg.Client): Method {
  const places = COLUMNS.map((_, index) => `$${index + 1}`).join(",");
  const text = `insert into clicks (${COLUMNS.join(",")}) values (${places}) on conflict (id) do nothing`;
  return async (clicks) => {
    for (const click of clicks) await client.query({ name: "single", text, values: [...valuesOf(click)] });
  };
}

async function write(db: Db, clicks: readonly CountedClick[]): Promise<void> {
  const refused = await writeClicks(db, { clicks, bad: [] }, new Date());
  if (refused.length > 0) throw new Error(`${refused.length} clicks were refused: ${refused[0]?.reason}`);
}

function valuesOf({ uuid, click, velocity }: CountedClick): readonly unknown[] {
  const { device, os, browser } = readAgent(click.user_agent);
  return [
    ...[uuid, click.workspace_id, new Date(click.clicked_at_ms).toISOString(), click.link_id],
    ...[click.affiliate_id, click.program_id, click.visitor_id, click.visitor_kind, click.verdict],
    ...[click.evidence, click.network_hash, click.user_agent, click.referrer_host, click.source],
    ...[device, os, browser, click.country, click.region, click.language, click.asn, click.sub_ids],
    ...[click.landing_host, click.is_opted_out, velocity],
  ];
}

/** The bench's own values hold nothing that COPY's text format would want escaped. */
function copyText(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  return Array.isArray(value) ? `{${value.map((each) => `"${each}"`).join(",")}}` : String(value);
}
