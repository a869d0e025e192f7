import { WorkerEntrypoint } from "cloudflare:workers";
import type {
  CallbackAnswer,
  GivenAccess,
  GivenCallback,
  PayoutDoorCalls,
  SealedAccess,
} from "../contracts/payout-door.ts";
import type { FunctionsEnv } from "./env.ts";
import { sealAccess } from "./seal-access.ts";
import { takeCallback } from "./take-callback.ts";

/** What the api asks of the functions by its binding; nobody else reaches it. */
export class PayoutDoor extends WorkerEntrypoint<FunctionsEnv> implements PayoutDoorCalls {
  takeCallback(given: GivenCallback): Promise<CallbackAnswer> {
    return takeCallback(this.env, given);
  }

  sealAccess(given: GivenAccess): Promise<SealedAccess> {
    return sealAccess(this.env, given);
  }
}
