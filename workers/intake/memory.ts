import { type PublishedHost, type PublishedKey, publishedHost } from "../../contracts/published.ts";
import { type PublishedLink, readPublishedLink } from "../../core/link/published-link.ts";
import { CapMemory } from "../click/caps.ts";
import { ClickLog } from "../click/click-log.ts";
import { DailySalt } from "../click/daily-salt.ts";
import { RecentClicks } from "../click/recent-clicks.ts";
import { PublishedStore } from "../shared/published-store.ts";
import { createKeyStore, type KeyCheck } from "./authenticate.ts";
import { type IntakeEnv, pepperOf } from "./env.ts";

/** What an isolate of the intake remembers between requests. */
export type IntakeMemory = {
  readonly keys: PublishedStore<PublishedKey>;
  readonly links: PublishedStore<PublishedLink>;
  readonly hosts: PublishedStore<PublishedHost>;
  readonly salt: DailySalt;
  readonly recent: RecentClicks;
  readonly caps: CapMemory;
  readonly log: ClickLog;
  readonly now: () => number;
};

/** An isolate that knows nothing yet; `now` is the clock, in milliseconds since 1970. */
export function createMemory(now: () => number): IntakeMemory {
  return {
    keys: createKeyStore(now),
    links: new PublishedStore(readPublishedLink, now),
    hosts: new PublishedStore((stored) => publishedHost.safeParse(stored).data ?? null, now),
    salt: new DailySalt(now),
    recent: new RecentClicks(),
    caps: new CapMemory(now),
    log: new ClickLog(now),
    now,
  };
}

/** What keys are checked with; throws `EnvironmentError` where the deployment lacks something. */
export function keyCheckOf(env: IntakeEnv, memory: IntakeMemory): KeyCheck {
  return {
    ...{ keys: memory.keys, kv: env.PUBLISHED, pepper: pepperOf(env), nowMs: memory.now() },
    limits: { reports: env.REPORTS, pageReports: env.PAGE_REPORTS },
  };
}
