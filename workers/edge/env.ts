import type { CapNamespace } from "../../contracts/cap-counter.ts";
import type { ClickEnv } from "../click/click-env.ts";

/** What the edge may touch: the bindings and secrets of `env.edge` in wrangler.toml. */
export interface EdgeEnv extends ClickEnv {
  /** Answers whatever is not a link to follow. */
  readonly INTAKE_WORKER: Fetcher;
  /** Counters of caps, kept by the functions. */
  readonly CAPS: CapNamespace;
  /** How often a network may ask for links that do not exist. */
  readonly LOST?: RateLimit;
}
