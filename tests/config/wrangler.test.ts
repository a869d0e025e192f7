import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { CRONS } from "../../functions/cron/index.ts";
import { QUEUES } from "../../functions/queues/index.ts";
import { retryDelaySeconds } from "../../functions/queues/retry-delay.ts";
import { sourceFiles } from "./source-files.ts";

/** How a queue is consumed. */
type Consumer = {
  readonly queue: string;
  readonly dead_letter_queue?: string;
  readonly max_retries: number;
  /** Seconds; for batches that the consumer did not answer for. */
  readonly retry_delay: number;
};

/** The part of an environment's configuration that is checked here. */
type Deployable = {
  readonly name: string;
  readonly main?: string;
  readonly compatibility_date: string;
  readonly compatibility_flags: readonly string[];
  readonly workers_dev?: boolean;
  readonly routes?: readonly unknown[];
  readonly triggers: { readonly crons?: readonly string[] };
  readonly vars: Readonly<Record<string, unknown>>;
  readonly kv_namespaces: readonly { readonly binding: string }[];
  readonly r2_buckets: readonly { readonly binding: string; readonly bucket_name: string }[];
  readonly services?: readonly { readonly binding: string; readonly service: string }[];
  readonly durable_objects: {
    readonly bindings: readonly {
      readonly name: string;
      readonly class_name: string;
      readonly script_name?: string;
    }[];
  };
  readonly migrations: readonly { readonly tag: string; readonly new_sqlite_classes?: readonly string[] }[];
  readonly hyperdrive: readonly unknown[];
  readonly d1_databases: readonly unknown[];
  readonly queues: {
    readonly producers?: readonly { readonly binding: string; readonly queue: string }[];
    readonly consumers?: readonly Consumer[];
  };
};

const DEAD_LETTERS = "dead-letters";
const DAY_SECONDS = 86_400;
/** What the platform allows: how often a message comes again, and how long it waits for that. */
const RETRIES_MAX = 100;
const DELAY_SECONDS_MAX = 43_200;
/** After that a queue deletes a message, which is then no dead letter. */
const KEPT_SECONDS = 4 * DAY_SECONDS;

const read = (env?: string): Deployable =>
  readConfig({ config: "wrangler.toml", ...(env ? { env } : {}) }, { hideWarnings: true });
const edge = read("edge");
const intake = read("intake");
const api = read("api");
const sender = read("sender");
const functions = read("functions");
const deployables = [edge, intake, api, sender, functions];

const buckets = (config: Deployable): string[] =>
  config.r2_buckets.map(({ bucket_name }) => bucket_name).sort();
const produced = (config: Deployable): string[] => (config.queues.producers ?? []).map(({ queue }) => queue);
const consumers = functions.queues.consumers ?? [];
const consumed = consumers.map(({ queue }) => queue);

/** Every name a deployable finds in its environment, secrets aside. */
const bindingNames = (config: Deployable): string[] => [
  ...Object.keys(config.vars),
  ...config.kv_namespaces.map(({ binding }) => binding),
  ...config.r2_buckets.map(({ binding }) => binding),
  ...(config.queues.producers ?? []).map(({ binding }) => binding),
  ...(config.services ?? []).map(({ binding }) => binding),
  ...config.durable_objects.bindings.map(({ name }) => name),
];

describe("wrangler.toml", () => {
  it("has no top-level entry point, so that a bare deploy fails", () => {
    expect(read().main).toBeUndefined();
  });

  it("gives each deployable a name and an entry point that exists, and no two the same", () => {
    expect(deployables.map(({ name }) => name)).toEqual([
      "tributary-edge",
      "tributary-intake",
      "tributary-api",
      "tributary-sender",
      "tributary-functions",
    ]);
    const mains = deployables.map(({ main }) => main ?? "");
    expect(new Set(mains).size).toBe(deployables.length);
    expect(mains.filter((main) => !existsSync(main))).toEqual([]);
  });

  it("holds no secret: those are set per environment and never written down", () => {
    const secret = /(?<!^DNS_RESOLVER_)URL|TOKEN|KEYS?$|PEPPER|PASSWORD|SECRET/;
    expect(deployables.flatMap(({ vars }) => Object.keys(vars)).filter((name) => secret.test(name))).toEqual(
      [],
    );
  });

  it("keeps every database, and whatever pays, away from the edge and the intake", () => {
    for (const config of [edge, intake]) {
      expect(config.hyperdrive).toEqual([]);
      expect(config.d1_databases).toEqual([]);
      expect(buckets(config)).not.toContain("payout-files");
    }
    expect(buckets(edge)).toEqual(["intake"]);
    expect(buckets(intake)).toEqual(["creatives", "intake"]);
    expect(produced(edge).sort()).toEqual(["clicks", "clicks-1"]);
    expect(produced(intake).sort()).toEqual(["clicks", "clicks-1", "conversions"]);
    expect(edge.services).toEqual([{ binding: "INTAKE_WORKER", service: intake.name }]);
    expect(intake.services ?? []).toEqual([]);
  });

  it("keeps the intake's bucket out of the api, which reaches the intake as a caller does", () => {
    expect(buckets(api)).toEqual(["click-log", "creatives", "ledger-roots", "payout-files"]);
    expect(api.services).toEqual([
      { binding: "INTAKE", service: intake.name },
      { binding: "PAYOUT_DOOR", service: functions.name, entrypoint: "PayoutDoor" },
    ]);
    expect(produced(api)).toEqual(["payouts", "replays", "events"]);
  });

  it("gives what users' addresses lead to nothing of ours to reach", () => {
    expect(bindingNames(sender)).toEqual(["DNS_RESOLVER_URL"]);
    expect(sender.hyperdrive).toEqual([]);
    expect(sender.d1_databases).toEqual([]);
    expect(sender.compatibility_flags).toContain("global_fetch_strictly_public");
    expect(functions.services).toEqual([{ binding: "SENDER", service: sender.name }]);
  });

  it("gives the functions, the sender and the intake no public route", () => {
    for (const config of [functions, sender, intake]) {
      expect(config.workers_dev).toBe(false);
      expect(config.routes ?? []).toEqual([]);
    }
  });

  it("fires crons and consumes queues in the functions alone", () => {
    for (const config of [edge, intake, api, sender]) {
      expect(config.triggers.crons ?? []).toEqual([]);
      expect(config.queues.consumers ?? []).toEqual([]);
    }
  });

  it("keeps the counters of caps in the functions, where the others call them", () => {
    const own = { name: "CAPS", class_name: "CapCounter" };
    expect(functions.durable_objects.bindings).toEqual([own]);
    expect(functions.migrations).toEqual([{ tag: "v1", new_sqlite_classes: ["CapCounter"] }]);
    for (const config of [edge, intake, api]) {
      expect(config.durable_objects.bindings).toEqual([{ ...own, script_name: functions.name }]);
      expect(config.migrations).toEqual([]);
    }
  });

  it("names a binding once in each deployable", () => {
    for (const config of deployables) {
      const names = bindingNames(config);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it("has a handler for every consumed queue and every cron, and no handler too many", () => {
    expect(consumed.toSorted()).toEqual(Object.keys(QUEUES).sort());
    expect((functions.triggers.crons ?? []).toSorted()).toEqual(Object.keys(CRONS).sort());
  });

  it("consumes every queue that something produces to", () => {
    expect(deployables.flatMap(produced).filter((queue) => !consumed.includes(queue))).toEqual([]);
  });

  it("sends what no retry helps to the dead letters, and dead letters nowhere", () => {
    for (const { queue, dead_letter_queue } of consumers) {
      expect([queue, dead_letter_queue]).toEqual([queue, queue === DEAD_LETTERS ? undefined : DEAD_LETTERS]);
    }
    expect(consumed).toContain(DEAD_LETTERS);
  });

  it("tries each message for three days, and gives it up before its queue deletes it", () => {
    expect(new Set(consumers.map(({ max_retries }) => max_retries))).toEqual(new Set([RETRIES_MAX]));
    let ageSeconds = 0;
    for (let attempts = 1; attempts <= RETRIES_MAX; attempts += 1) {
      const delaySeconds = retryDelaySeconds(attempts);
      // An outage that ended when the message was so old is made up for within a tenth of that.
      expect(delaySeconds).toBeLessThanOrEqual(ageSeconds / 10 + 3);
      expect(delaySeconds).toBeLessThanOrEqual(DELAY_SECONDS_MAX);
      ageSeconds += delaySeconds;
    }
    expect(ageSeconds).toBeGreaterThan(3 * DAY_SECONDS);
    expect(ageSeconds).toBeLessThan(KEPT_SECONDS - DAY_SECONDS / 2);
  });

  it("keeps what functions that cannot start leave unanswered for four days, dead letters included", () => {
    const seconds = ({ retry_delay, max_retries }: Consumer) => retry_delay * max_retries;
    const [dead] = consumers.filter(({ queue }) => queue === DEAD_LETTERS).map(seconds);
    for (const each of consumers.filter(({ queue }) => queue !== DEAD_LETTERS)) {
      expect(seconds(each) + (dead ?? 0)).toBeGreaterThanOrEqual(KEPT_SECONDS);
    }
    expect(dead).toBeLessThan(KEPT_SECONDS - DAY_SECONDS / 2);
  });

  it("runs all deployables on one date and the same flags, and the edge without Node's modules", () => {
    for (const config of deployables.filter((each) => each !== sender)) {
      expect([config.compatibility_date, config.compatibility_flags]).toEqual([
        edge.compatibility_date,
        config === edge ? [] : ["nodejs_compat"],
      ]);
    }
    expect(sender.compatibility_date).toBe(edge.compatibility_date);
  });

  it("is the only one: no deployable keeps a configuration of its own", () => {
    const strays = sourceFiles().filter((path) =>
      /(^|\/)(wrangler\.[^/]*(toml|jsonc?)|\.dev\.vars.*)$/.test(path),
    );
    expect(strays).toEqual(["wrangler.toml"]);
  });
});
