import { gunzipSync } from "node:zlib";
import { type components, everyRow } from "../../sdk/client/index.ts";
import { eventually, inParallel, send } from "./http.ts";
import type { DemoWorld } from "./setup.ts";

/** A conversion and a commission as the API shows them. */
export type ShownConversion = components["schemas"]["Conversion"];
export type ShownCommission = components["schemas"]["Commission"];

/** Click ids of this run's links as Postgres has them, in hexadecimal, once there are as many as expected. */
export function clickRows(world: DemoWorld, expected: number): Promise<ReadonlySet<string>> {
  const readAll = async (): Promise<readonly string[]> =>
    (
      await inParallel(world.links, 4, ({ id }) =>
        world.admin.list<{ id: string }>(`/v1/clicks?link_id=${id}`),
      )
    )
      .flat()
      .map(({ id }) => id.replace("clk_", ""));
  return eventually(`${expected} click rows`, 90, async () => {
    const ids = await readAll();
    return ids.length >= expected ? new Set(ids) : null;
  });
}

/** Distinct click ids of this run's links in the raw log, read through the export as an analyst does. */
export async function clicksInLog(world: DemoWorld): Promise<ReadonlySet<string>> {
  const linkIds = new Set(world.links.map(({ id }) => id));
  const from = new Date(world.startedAt.getTime() - 3_600_000).toISOString();
  const to = new Date(Date.now() + 3_600_000).toISOString();
  const objects = await world.admin.list<{ url: string }>(
    `/v1/exports/clicks?kind=raw&from=${from}&to=${to}`,
  );
  const texts = await inParallel(objects, 4, async ({ url }) => {
    const answer = await send(new URL(url, world.access.api_url).href);
    if (answer.status !== 200) throw new Error(`export object answered ${answer.status}`);
    return gunzipSync(answer.body).toString("utf8");
  });
  const records = texts
    .flatMap((text) => text.split("\n").filter((line) => line !== ""))
    .map((line) => JSON.parse(line) as { id: string; link_id: string });
  return new Set(records.filter(({ link_id }) => linkIds.has(link_id)).map(({ id }) => rowIdOf(id)));
}

/** The first 16 bytes of a click id in hexadecimal: what its row is named by. */
export function rowIdOf(clickId: string): string {
  return Buffer.from(clickId, "base64url").subarray(0, 16).toString("hex");
}

/** This run's conversions, once each of them is decided. */
export function decidedConversions(world: DemoWorld, expected: number): Promise<readonly ShownConversion[]> {
  return eventually(`${expected} decided conversions`, 90, async () => {
    const all = await ownConversions(world);
    return all.length >= expected && all.every(({ status }) => status !== "received") ? all : null;
  });
}

/** True once the conversion is there and undecided; it has been decided too early if it is never seen so. */
export function isWaiting(world: DemoWorld, externalId: string): Promise<boolean> {
  return eventually(`the conversion ${externalId}`, 30, async () => {
    const found = (await ownConversions(world)).find(({ external_id }) => external_id === externalId);
    return found ? found.status === "received" : null;
  });
}

async function ownConversions(world: DemoWorld): Promise<readonly ShownConversion[]> {
  const own: ShownConversion[] = [];
  for await (const row of everyRow((place) =>
    world.api.GET("/v1/conversions", { params: { query: { ...place, limit: "100" } } }),
  )) {
    if (row.external_id.startsWith(`order-${world.runId}-`)) own.push(row);
  }
  return own;
}

/** This run's commissions. */
export async function ownCommissions(world: DemoWorld): Promise<readonly ShownCommission[]> {
  const lists = await inParallel(world.affiliates, 4, ({ id }) =>
    world.admin.list<ShownCommission>(`/v1/commissions?affiliate_id=${id}`),
  );
  return lists.flat();
}
