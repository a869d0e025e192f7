import { eraseEndedApplications } from "../../services/applications/erase-ended.ts";
import { dropOldEvents } from "../../services/events/drop-old-events.ts";
import { dropExpiredAnswers } from "../../services/idempotency/drop-expired.ts";
import { dropEndedInvitations } from "../../services/invitations/drop-ended.ts";
import { dropBookedCallbacks } from "../../services/payouts/drop-callbacks.ts";
import { dropExpiredProofs } from "../../services/people/drop-expired.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** What of a workspace has had its time. */
const ENDED = {
  answers: dropExpiredAnswers,
  applications: eraseEndedApplications,
  callbacks: dropBookedCallbacks,
  events: dropOldEvents,
  invitations: dropEndedInvitations,
};

/** Drops what nobody can use any more: what people can no longer prove themselves by, and what is kept for a time. */
export const dropEnded: Job = async (run) => {
  await dropExpiredProofs(run.db);
  const dropped: Record<string, number> = {};
  await eachApart(Object.entries(ENDED), async ([what, drop]) => {
    dropped[what] = await forEachWorkspace(run, "system:drop-ended", drop);
  });
  return dropped;
};
