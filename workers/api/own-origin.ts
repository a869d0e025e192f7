import { readSecret } from "../shared/environment.ts";
import type { ApiEnv } from "./env.ts";

/**
 * The origin that mailed links lead to and that passkeys are of. It is a setting, since whoever calls may name any host.
 * Throws `EnvironmentError` where there is none.
 */
export const ownOrigin = ({ API_ORIGIN }: Pick<ApiEnv, "API_ORIGIN">): string =>
  readSecret("API_ORIGIN", API_ORIGIN, (text) => new URL(text).origin);
