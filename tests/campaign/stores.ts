import { gunzipSync } from "node:zlib";
import pg from "pg";
import { clickManifest } from "../../contracts/click-manifest.ts";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { decodeBase64url, encodeHex } from "../../core/shared/encoding.ts";
import type { FunctionsRuntime } from "./functions-runtime.ts";

/** What each store holds of the clicks of a campaign, ids as the 32 hex digits of the row's id. */
export type Stored = {
  readonly rows: readonly string[];
  /** The sum of the counts by hour. */
  readonly counted: number;
  /** Ids of all lines of the raw log; one may come more than once. */
  readonly raw: readonly string[];
  readonly manifestRows: number;
  readonly parts: number;
  readonly badRows: number;
};

/** The row's id of a click id as it travels. */
export function rowIdOf(clickId: string): string {
  return encodeHex((decodeBase64url(clickId) ?? new Uint8Array()).subarray(0, 16));
}

/** Reads Postgres as its owner, and the whole click log. */
export async function readStores(ownerUrl: string, runtime: FunctionsRuntime): Promise<Stored> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const rows = await client.query<{ id: string }>("select replace(id::text, '-', '') as id from clicks");
  const counts = await client.query<{ counted: string }>("select sum(clicks) as counted from click_counts");
  const bad = await client.query<{ bad: string }>("select count(*) as bad from bad_rows");
  await client.end();
  const { raw, manifestRows, parts } = await readLog(runtime);
  return {
    rows: rows.rows.map(({ id }) => id),
    counted: Number(counts.rows[0]?.counted),
    raw,
    manifestRows,
    parts,
    badRows: Number(bad.rows[0]?.bad),
  };
}

async function readLog(runtime: FunctionsRuntime): Promise<Pick<Stored, "raw" | "manifestRows" | "parts">> {
  const bucket = await runtime.bucket("CLICK_LOG");
  const raw: string[] = [];
  let manifestRows = 0;
  let parts = 0;
  let cursor: string | undefined;
  do {
    const listed = await bucket.list({ prefix: "clicks/", ...(cursor === undefined ? {} : { cursor }) });
    for (const { key } of listed.objects) {
      const object = await bucket.get(key);
      if (!object) throw new Error(`${key} is listed and not there`);
      if (key.endsWith(".ndjson.gz")) raw.push(...idsOf(Buffer.from(await object.arrayBuffer())));
      if (!key.endsWith("/manifest.json")) continue;
      const manifest = clickManifest.parse(await object.json());
      manifestRows += manifest.rows;
      parts += manifest.parts.length;
    }
    cursor = listed.truncated ? listed.cursor : undefined;
  } while (cursor !== undefined);
  return { raw, manifestRows, parts };
}

function idsOf(gzipped: Buffer): readonly string[] {
  const lines = gunzipSync(gzipped).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => rowIdOf((JSON.parse(line) as ClickRecord).id));
}
