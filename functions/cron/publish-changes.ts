import { publishDirty } from "../../services/publishing/publish-dirty.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import { kvPublisher } from "../kv-publisher.ts";
import type { Job } from "./job.ts";

/** Most copies one run publishes; the others are published a minute later. */
const PUBLICATIONS_PER_RUN_MAX = 5_000;

/** Publishes what a request changed in Postgres and could not publish itself. */
export const publishChanges: Job = async ({ env, db }) => ({
  published: await publishDirty(
    db,
    await listWorkspaces(db),
    kvPublisher(env.PUBLISHED),
    PUBLICATIONS_PER_RUN_MAX,
  ),
});
