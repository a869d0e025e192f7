import type { applications } from "../../db/schema/index.ts";

/** An application as it stands. */
export type ApplicationRow = typeof applications.$inferSelect;
