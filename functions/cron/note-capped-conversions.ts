import { noteDecidedSince } from "../../services/caps/note-conversions.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import { capNotes } from "../caps/cap-notes.ts";
import type { Job } from "./job.ts";

/** How far back a run looks: many runs see the same conversion, and it counts once. */
const LOOK_BACK_MS = 15 * 60_000;

/**
 * Counts the conversions of the last minutes for their caps: those that a cron decided, and those whose
 * consumer ended between the decision and its note.
 */
export const noteCappedConversions: Job = async ({ env, db, now }) => {
  const since = new Date(now.getTime() - LOOK_BACK_MS);
  await noteDecidedSince(db, await listWorkspaces(db), { since, note: capNotes(env.CAPS) });
  return {};
};
