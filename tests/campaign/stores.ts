import { gunzipSync } from "node:zlib";
import pg from "pg";
import { clickManifest } from "../../contracts/click-manifest.ts";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { decodeBase64url, encodeHex } from "../../core/shared/encoding.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { readHour } from "../support/read-log.ts";
import type { FunctionsRuntime } from "./functions-runtime.ts";

/** What each store holds of the clicks of a campaign, ids as the 32 hex digits of the row's id. */
export type Stored = {
  readonly rows: readonly string[];
  /** The sum of the counts by hour. */
  readonly counted: number;
  /** Ids of all lines of the raw log; one may come more than once. */
  readonly raw: readonly string[];
  /** Ids of all rows of the Parquet parts that manifests name, each part held to what its manifest says of it. */
  readonly parquet: readonly string[];
  readonly manifestRows: number;
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
  const log = await readLog(runtime);
  return {
    rows: rows.rows.map(({ id }) => id),
    counted: Number(counts.rows[0]?.counted),
    ...log,
    badRows: Number(bad.rows[0]?.bad),
  };
}

async function readLog(runtime: FunctionsRuntime): Promise<Pick<Stored, "raw" | "parquet" | "manifestRows">> {
  const objects = await readObjects(runtime);
  const names = [...objects.keys()];
  const raw = names.filter((key) => key.endsWith(".ndjson.gz"));
  const manifests = names
    .filter((key) => key.endsWith("/manifest.json"))
    .map((key) => clickManifest.parse(JSON.parse(String(objects.get(key)))));
  const hours = manifests.map(({ workspace_id, hour }) =>
    readHour((key) => objects.get(key) ?? null, {
      workspaceId: workspace_id as WorkspaceId,
      hour: new Date(hour),
    }),
  );
  const rows = (await Promise.all(hours)).flat();
  return {
    raw: raw.flatMap((key) => idsOf(objects.get(key) ?? Buffer.alloc(0))),
    parquet: rows.map(({ click_id: id }) => String(id).replace(/^clk_/, "")),
    manifestRows: manifests.reduce((sum, manifest) => sum + manifest.rows, 0),
  };
}

/** All objects of the click log, by key. */
async function readObjects(runtime: FunctionsRuntime): Promise<ReadonlyMap<string, Buffer>> {
  const bucket = await runtime.bucket("CLICK_LOG");
  const objects = new Map<string, Buffer>();
  let cursor: string | undefined;
  do {
    const listed = await bucket.list({ prefix: "clicks/", ...(cursor === undefined ? {} : { cursor }) });
    for (const { key } of listed.objects) {
      const object = await bucket.get(key);
      if (!object) throw new Error(`${key} is listed and not there`);
      objects.set(key, Buffer.from(await object.arrayBuffer()));
    }
    cursor = listed.truncated ? listed.cursor : undefined;
  } while (cursor !== undefined);
  return objects;
}

function idsOf(gzipped: Buffer): readonly string[] {
  const lines = gunzipSync(gzipped).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => rowIdOf((JSON.parse(line) as ClickRecord).id));
}
