import { findDueTargets } from "../../services/events/claim-deliveries.ts";
import { deliverDue } from "../../services/events/deliver-due.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import { deliveryMeans } from "../delivery-means.ts";
import type { Job } from "./job.ts";

/** No turn is begun after that: the next run goes on. */
const RUN_MS = 50_000;
/** What failed the first time is due again after five seconds (`core/events/retry.ts`), and is waited for. */
const PAUSE_MS = 5_000;
const ROUNDS_MAX = 3;

/** Tells webhook endpoints and affiliates' postbacks what is due: what is tried again, and what no wake-up told at once. */
export const deliverEvents: Job = async ({ env, db }) => {
  const workspaceIds = await listWorkspaces(db);
  const untilMs = Date.now() + RUN_MS;
  const means = { ...deliveryMeans(env), untilMs };
  let attempts = 0;
  for (let round = 1; round <= ROUNDS_MAX && Date.now() < untilMs; round += 1) {
    const made = await deliverDue(db, workspaceIds, means);
    attempts += made;
    const soon = await findDueTargets(db, workspaceIds, new Date(Date.now() + PAUSE_MS));
    if (made === 0 || soon.length === 0 || round === ROUNDS_MAX) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { attempts };
};
