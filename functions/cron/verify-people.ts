import { verifyAllStreams } from "../../services/people/verify-events.ts";
import type { Job } from "./job.ts";

/** Recomputes the chains of what happened to people, and fails where one is broken, so that it shows. */
export const verifyPeople: Job = async ({ db }) => {
  const { streams, broken } = await verifyAllStreams(db);
  for (const each of broken) console.error(JSON.stringify({ event: "chain_broken", ...each }));
  if (broken.length > 0) throw new Error(`${broken.length} of ${streams} chains of people are broken`);
  return { streams };
};
