import type { Line } from "./checks.ts";
import { ApiClient, eventually, send } from "./http.ts";
import type { DemoWorld } from "./setup.ts";

type Batch = {
  readonly id: string;
  readonly currency: string;
  readonly status: string;
  readonly provider: string;
};

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
 * once to show that it does no harm; the admin approves and executes; the file of names and the fakes pay, and call back.
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
    await callBack(world);
    const now = await Promise.all(
      planned.map(({ id }) => world.admin.ok<Batch>("GET", `/v1/payout-batches/${id}`)),
    );
    return now.every(({ status }) => status === "paid") ? now : null;
  });
}

/** Has the fakes of PayPal and Wise let arrive what is on its way, and tell of it. */
async function callBack({ access }: DemoWorld): Promise<void> {
  const url = `${access.control_url}/payout-callbacks?workspace_id=${access.workspace_id}`;
  const { status, body } = await send(url, { method: "POST" });
  if (status !== 200) throw new Error(`the fakes answered ${status}: ${body.toString("utf8")}`);
}

type Books = {
  readonly stripe: readonly { readonly metadata: { readonly payout_id: string } }[];
  readonly paypal: readonly {
    readonly items: readonly { readonly payout_item: { readonly sender_item_id: string } }[];
  }[];
  readonly wise: readonly { readonly id: number; readonly status: string }[];
};

/** Each provider's own books have each payout of its batches, once. */
export async function checkProviders(world: DemoWorld, batches: readonly Batch[]): Promise<readonly Line[]> {
  const answer = await send(`${world.access.control_url}/payout-books`);
  const books: Books = JSON.parse(answer.body.toString("utf8"));
  const found: Readonly<Record<string, readonly string[]>> = {
    stripe: books.stripe.map(({ metadata }) => metadata.payout_id),
    paypal: books.paypal.flatMap(({ items }) => items.map(({ payout_item: item }) => item.sender_item_id)),
    wise: books.wise.map(({ id }) => String(id)),
  };
  const lines: Line[] = [];
  for (const [provider, sent] of Object.entries(found)) {
    const ours = batches.filter((batch) => batch.provider === provider);
    const payouts = (
      await Promise.all(ours.map(({ id }) => world.admin.list<Payout>(`/v1/payouts?batch_id=${id}`)))
    ).flat();
    const wanted = payouts.map((payout) => (provider === "wise" ? payout.reference : payout.id));
    const once = wanted.filter((id) => sent.filter((each) => each === id).length === 1);
    lines.push({
      claim: `payouts by ${provider} stand once in its own books`,
      found: `${once.length} of ${wanted.length}`,
      isOk: wanted.length > 0 && once.length === wanted.length,
    });
  }
  return lines;
}

type Payout = { readonly id: string; readonly reference: string | null };

/** A key that can do nothing but prepare: a cron would prepare tomorrow what was approved today. */
async function preparerOf({ access, admin }: DemoWorld): Promise<ApiClient> {
  const key = { name: "Preparer", kind: "secret", scopes: ["payouts:prepare"] };
  const made = await admin.ok<{ readonly key: string }>("POST", "/v1/keys", key);
  return new ApiClient(access.api_url, made.key);
}
