import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { ApplicationId, PersonId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { applications, programs } from "../../db/schema/index.ts";
import { byProof } from "../people/by-proof.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import type { ApplicationRow } from "./application-row.ts";

/** Which applications a list has. */
export type ApplicationFilter = {
  readonly status: ApplicationRow["status"] | undefined;
  readonly programId: ProgramId | undefined;
};

/** Applications of the workspace, newest first. */
export function listApplications(
  context: Context,
  { status, programId }: ApplicationFilter,
  { limit, after }: PageRequest,
): Promise<Page<ApplicationRow>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(applications)
      .where(
        and(
          eq(applications.workspaceId, context.workspaceId),
          status === undefined ? undefined : eq(applications.status, status),
          programId === undefined ? undefined : eq(applications.programId, programId),
          after === null ? undefined : lt(applications.id, after as ApplicationId),
        ),
      )
      .orderBy(desc(applications.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One application of the workspace, or null. */
export async function findApplication(context: Context, id: ApplicationId): Promise<ApplicationRow | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(applications)
      .where(and(eq(applications.workspaceId, context.workspaceId), eq(applications.id, id))),
  );
  return row ?? null;
}

/** An application as its applicant sees it. */
export type OwnApplication = ApplicationRow & { readonly programName: string };

/** A person's own applications in whatever workspace, newest first. */
export function listOwnApplications(
  db: Db,
  personId: PersonId,
  { limit, after }: PageRequest,
): Promise<Page<OwnApplication>> {
  return byProof(db, { personId }, async (tx) => {
    const rows = await tx
      .select()
      .from(applications)
      .where(
        and(
          eq(applications.personId, personId),
          after === null ? undefined : lt(applications.id, after as ApplicationId),
        ),
      )
      .orderBy(desc(applications.id))
      .limit(limit + 1);
    // The names of their programs are seen as in these workspaces.
    const ids = [...new Set(rows.map(({ workspaceId }) => workspaceId))];
    await tx.execute(sql`select set_config('app.workspace_ids', ${ids.join(",")}, true)`);
    const named = await tx
      .select({ id: programs.id, name: programs.name })
      .from(programs)
      .where(sql`${programs.id} = any (string_to_array(${rows.map((row) => row.programId).join(",")}, ','))`);
    const names = new Map(named.map(({ id, name }) => [id, name]));
    return cutPage(
      rows.map((row) => ({ ...row, programName: names.get(row.programId) ?? "" })),
      limit,
      ({ id }) => id,
    );
  });
}
