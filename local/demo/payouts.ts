import { ApiClient, eventually, send } from "./http.ts";
import type { DemoWorld } from "./setup.ts";

type Batch = { readonly id: string; readonly currency: string; readonly status: string };

/** Runs one cron of the system now, as its timer would. */
export async function runCron(world: DemoWorld, cron: string): Promise<void> {
  const answer = await send(`${world.access.control_url}/crons?cron=${encodeURIComponent(cron)}`, {
    method: "POST",
  });
  if (answer.status !== 200)
    throw new Error(`cron ${cron} answered ${answer.status}: ${answer.body.toString("utf8")}`);
}

/**
 * Pays out: the cron approves what is past its hold, and another than the admin prepares the batches, each twice at
 * once to show that it does no harm; the admin approves and executes; the CSV provider pays.
 */
export async function payOut(world: DemoWorld): Promise<readonly Batch[]> {
  const before = new Set((await world.admin.list<Batch>("/v1/payout-batches")).map(({ id }) => id));
  await Promise.all([runCron(world, "*/15 * * * *"), runCron(world, "*/15 * * * *")]);
  const preparer = await preparerOf(world);
  const prepare = () => preparer.ok("POST", "/v1/payout-batches");
  await Promise.all([prepare(), prepare()]);
  const planned = (await world.admin.list<Batch>("/v1/payout-batches")).filter(({ id }) => !before.has(id));
  for (const { id } of planned) {
    await world.admin.ok("POST", `/v1/payout-batches/${id}/approve`);
    await Promise.all([
      world.admin.ok("POST", `/v1/payout-batches/${id}/execute`),
      world.admin.ok("POST", `/v1/payout-batches/${id}/execute`),
    ]);
  }
  return eventually("the payout batches to be paid", 60, async () => {
    const now = await Promise.all(
      planned.map(({ id }) => world.admin.ok<Batch>("GET", `/v1/payout-batches/${id}`)),
    );
    return now.every(({ status }) => status === "paid") ? now : null;
  });
}

/** A key that can do nothing but prepare: a cron would prepare tomorrow what was approved today. */
async function preparerOf({ access, admin }: DemoWorld): Promise<ApiClient> {
  const key = { name: "Preparer", kind: "secret", scopes: ["payouts:prepare"] };
  const made = await admin.ok<{ readonly key: string }>("POST", "/v1/keys", key);
  return new ApiClient(access.api_url, made.key);
}
