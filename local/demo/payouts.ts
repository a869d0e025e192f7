import { eventually, send } from "./http.ts";
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
 * Pays out: the cron approves what is past its hold and plans the batches, twice at once to show that
 * it does no harm; the admin approves and executes; the CSV provider pays.
 */
export async function payOut(world: DemoWorld): Promise<readonly Batch[]> {
  const before = new Set((await world.admin.list<Batch>("/v1/payout-batches")).map(({ id }) => id));
  await Promise.all([runCron(world, "*/15 * * * *"), runCron(world, "*/15 * * * *")]);
  await Promise.all([runCron(world, "0 3 * * *"), runCron(world, "0 3 * * *")]);
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
