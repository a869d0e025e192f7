import type { PayoutDoorCalls } from "../../contracts/payout-door.ts";
import type { CallbackProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { ProviderEnv } from "../../functions/payout-providers.ts";
import { sealAccess } from "../../functions/seal-access.ts";
import { takeCallback } from "../../functions/take-callback.ts";
import type { TestDatabase } from "./postgres.ts";

const testKey = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");

/** The environment of the functions as far as payouts need it, with providers at addresses of this machine. */
export type PayoutFunctionsEnv = ProviderEnv & TestDatabase["env"];

/** What the functions have in tests, with the keys that the API of tests has. */
export function payoutFunctionsEnv(
  database: TestDatabase,
  files: R2Bucket,
  addresses: Partial<Record<CallbackProviderName, string>> = {},
): PayoutFunctionsEnv {
  return {
    ...database.env,
    ...{ ENVELOPE_KEYS: testKey(5), PAYOUT_ACCOUNT_KEYS: testKey(6), PAYOUT_FILES: files },
    PAYOUT_ADDRESSES: Object.entries(addresses)
      .map(([name, address]) => `${name}=${address}`)
      .join(","),
  };
}

/** The door as the api calls it, without the binding between. */
export function payoutDoor(env: PayoutFunctionsEnv): PayoutDoorCalls {
  return { takeCallback: (given) => takeCallback(env, given), sealAccess: (given) => sealAccess(env, given) };
}
