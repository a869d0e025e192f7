import { capCounterName } from "../../contracts/cap-counter.ts";
import { capSpan } from "../../core/link/caps.ts";
import type { Cap } from "../../services/caps/caps.ts";
import { withTimeLimit } from "../shared/time-limit.ts";
import type { ApiEnv } from "./env.ts";

/** How long a counter may take before its count is unknown. */
const LIMIT_MS = 1_000;

/** What the cap has counted in the span that `nowMs` lies in; null if its counter does not say. */
export async function countOfCap(cap: Cap, env: Pick<ApiEnv, "CAPS">, nowMs: number): Promise<number | null> {
  const { workspaceId, id, metric, period } = cap;
  try {
    const counter = env.CAPS.getByName(capCounterName(workspaceId, id));
    const count = await withTimeLimit(counter.read(capSpan(period, nowMs).key), LIMIT_MS);
    return count[metric];
  } catch (error) {
    console.error(JSON.stringify({ event: "cap_count_unknown", cap_id: id, error: String(error) }));
    return null;
  }
}
