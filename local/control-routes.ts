import { createLateClicks, mintClickId } from "./click-ids.ts";
import { type ControlRoutes, fail } from "./control.ts";
import type { LocalDns } from "./dns.ts";
import type { Mailbox } from "./mailbox.ts";
import type { PayoutFakes } from "./payout-fakes.ts";
import type { RestartablePostgres } from "./restartable-postgres.ts";
import type { Workers } from "./workers.ts";

const DAY_MS = 86_400_000;

/** What the control server acts on. */
export type Controlled = {
  readonly workers: Workers;
  readonly clickIdKey: string;
  /** State of the stack as `GET /status` shows it. */
  readonly describe: () => unknown;
  readonly postgres: Pick<RestartablePostgres, "start" | "stop">;
  readonly dns: Pick<LocalDns, "setRecords">;
  readonly mailbox: Pick<Mailbox, "mails">;
  readonly payoutFakes: Pick<PayoutFakes, "books" | "settle">;
  readonly apiUrl: string;
  /** Ends the whole stack; not waited for, since the answer must still go out. */
  readonly stop: () => void;
};

/** The controls of a local stack: time, outages and clicks that a test cannot wait for. */
export function controlRoutes(stack: Controlled): ControlRoutes {
  const { workers, clickIdKey: key } = stack;
  const lateClicks = createLateClicks(workers, key);
  return {
    "GET /status": async () => ({ status: 200, body: stack.describe() }),
    "POST /crons": async (query) => {
      const cron = query.get("cron") ?? "";
      if (!workers.crons.includes(cron))
        return fail(404, `no cron "${cron}"; there are: ${workers.crons.join(", ")}`);
      const outcome = await workers.runCron(cron);
      return { status: outcome.outcome === "ok" ? 200 : 500, body: { cron, ...outcome } };
    },
    "GET /click-ids": async (query) => {
      const workspaceId = query.get("workspace_id");
      const ageMs = Number(query.get("age_days") ?? "0") * DAY_MS;
      const timestampMs = Math.round(Date.now() - ageMs);
      if (!workspaceId) return fail(400, "workspace_id is missing");
      if (!(timestampMs >= 0)) return fail(400, "age_days must be a number of days since 1970 at most");
      return { status: 200, body: { click_id: mintClickId({ key, workspaceId, timestampMs }) } };
    },
    "POST /late-clicks": async (query) => {
      const [host, slug] = [query.get("host") ?? "", query.get("slug") ?? ""];
      const clickId = await lateClicks.hold({ host, slug });
      return clickId
        ? { status: 201, body: { click_id: clickId } }
        : fail(404, `no link ${host}/${slug} is published`);
    },
    "POST /late-clicks/*/release": async (_query, clickId) =>
      (await lateClicks.release(clickId))
        ? { status: 202, body: { click_id: clickId, status: "sent" } }
        : fail(404, "no such click is held"),
    "POST /dns-records": async (query) => {
      const name = query.get("name");
      if (!name) return fail(400, "name is missing");
      const texts = query.getAll("value");
      stack.dns.setRecords(name, texts);
      return { status: 200, body: { name, type: "TXT", values: texts } };
    },
    "GET /payout-books": async () => ({ status: 200, body: stack.payoutFakes.books() }),
    "POST /payout-callbacks": async (query) => {
      const workspaceId = query.get("workspace_id");
      if (!workspaceId) return fail(400, "workspace_id is missing");
      const taken = await stack.payoutFakes.settle({ apiUrl: stack.apiUrl, workspaceId });
      return { status: 200, body: { taken } };
    },
    "GET /mails": async () => ({ status: 200, body: { mails: stack.mailbox.mails() } }),
    "POST /postgres/stop": async () => {
      await stack.postgres.stop();
      return { status: 200, body: { postgres: "stopped" } };
    },
    "POST /postgres/start": async () => {
      await stack.postgres.start();
      return { status: 200, body: { postgres: "running" } };
    },
    "POST /stop": async () => {
      stack.stop();
      return { status: 202, body: { status: "stopping" } };
    },
  };
}
