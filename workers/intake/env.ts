import type { CapNamespace } from "../../contracts/cap-counter.ts";
import type { ChangeMessage } from "../../contracts/change.ts";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import type { RefusedReport } from "../../contracts/refused-report.ts";
import { parseSecret } from "../../platform/keys.ts";
import type { ClickEnv } from "../click/click-env.ts";
import { EnvironmentError, readSecret } from "../shared/environment.ts";
import type { RequestVariables } from "../shared/request-id.ts";

/** What the intake may touch: the bindings and secrets of `env.intake` in wrangler.toml. */
export interface IntakeEnv extends ClickEnv {
  readonly CONVERSIONS: Queue<ConversionMessage | ChangeMessage | RefusedReport>;
  /** Pictures of creatives, which the API takes. */
  readonly CREATIVES: R2Bucket;
  /** Counters of caps, kept by the functions. */
  readonly CAPS: CapNamespace;
  /** How often a key may report in a minute, and a network with the key of a page. */
  readonly REPORTS?: RateLimit;
  readonly PAGE_REPORTS?: RateLimit;
  /** 32 bytes in base64url. */
  readonly API_KEY_PEPPER: string;
}

/** What hono carries with each request of the intake. */
export type IntakeBindings = { readonly Bindings: IntakeEnv; readonly Variables: RequestVariables };

/** Gives the pepper of API keys; throws `EnvironmentError` if it, or a binding of the intake, is missing. */
export function pepperOf(env: IntakeEnv): string {
  for (const name of ["PUBLISHED", "INTAKE", "CONVERSIONS"] as const) {
    if (!env[name]) throw new EnvironmentError(name);
  }
  readSecret("API_KEY_PEPPER", env.API_KEY_PEPPER, parseSecret);
  return env.API_KEY_PEPPER;
}
