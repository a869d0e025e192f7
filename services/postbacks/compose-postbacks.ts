import { fillTemplate } from "../../core/events/macros.ts";
import type { OutgoingRequest } from "../../core/events/outgoing.ts";
import type { Hmac } from "../../core/link/click-id.ts";
import { assert } from "../../core/shared/assert.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import type { Claimed } from "../events/claim-deliveries.ts";
import type { EventTarget } from "../events/targets.ts";
import { type Context, transact } from "../shared/context.ts";
import { loadFacts, loadToldAffiliate } from "./load-facts.ts";
import { macroValues } from "./macro-values.ts";

/** The requests by which an affiliate is told; null where values would lead to another place than its template says. */
export async function composePostbacks(
  context: Context,
  target: EventTarget,
  claimed: readonly Claimed[],
  hmacs: readonly Hmac[],
): Promise<readonly (OutgoingRequest | null)[]> {
  const [hmac] = hmacs;
  const { affiliateId } = target;
  assert(
    hmac !== undefined && affiliateId !== null,
    "a postback is of an affiliate, and click ids have a key",
  );
  const ids = claimed.map(({ subjectId }) => subjectId);
  const { affiliate, facts } = await transact(context, async (tx) => ({
    affiliate: await loadToldAffiliate(tx, context, affiliateId),
    facts: await loadFacts(tx, context, ids),
  }));
  return claimed.map((event) => {
    const values = macroValues(context, event, { affiliate, facts: facts.get(event.subjectId), hmac });
    const url = fillTemplate(target.url, values, parseUrl);
    const headers = { "user-agent": "Tributary-Postbacks/1" };
    return url === null ? null : { method: "GET", url, headers, body: null };
  });
}
