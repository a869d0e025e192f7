import { and, desc, eq, lt } from "drizzle-orm";
import type { PersonId } from "../../core/shared/id.ts";
import { people, personEvents, personFactors, personPasswords } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { byProof } from "./by-proof.ts";
import { actorOf, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import { isInForce } from "./factor-codes.ts";

/** A person as it sees itself. */
export type OwnPerson = {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string | null;
  readonly hasPassword: boolean;
  readonly hasAuthenticator: boolean;
  readonly createdAt: Date;
};

/** The person of a session. */
export function readOwnPerson({ db }: Pick<PeopleContext, "db">, personId: PersonId): Promise<OwnPerson> {
  return byProof(db, { personId }, async (tx) => {
    const [row] = await tx
      .select({ person: people, password: personPasswords.personId, factor: personFactors.id })
      .from(people)
      .leftJoin(personPasswords, eq(personPasswords.personId, people.id))
      .leftJoin(personFactors, and(eq(personFactors.personId, people.id), isInForce))
      .where(eq(people.id, personId));
    if (!row) throw new Error("a session has no person");
    const { id, email, name, createdAt } = row.person;
    const [hasPassword, hasAuthenticator] = [row.password !== null, row.factor !== null];
    return { id, email, name, createdAt, hasPassword, hasAuthenticator };
  });
}

/** Gives a person another name. */
export async function renamePerson(
  context: PeopleContext,
  personId: PersonId,
  name: string,
): Promise<OwnPerson> {
  await byProof(context.db, { personId }, async (tx) => {
    await tx.update(people).set({ name }).where(eq(people.id, personId));
    await noteEvent(tx, context, {
      ...{ stream: personId, actor: actorOf(personId), action: "person.renamed", subjectId: personId },
    });
  });
  return readOwnPerson(context, personId);
}

/** What happened to a person, the last first. */
export function listOwnEvents(
  { db }: PeopleContext,
  personId: PersonId,
  { limit, after }: PageRequest,
): Promise<Page<typeof personEvents.$inferSelect>> {
  return byProof(db, { personId }, async (tx) => {
    const rows = await tx
      .select()
      .from(personEvents)
      .where(
        and(eq(personEvents.stream, personId), after ? lt(personEvents.sequence, BigInt(after)) : undefined),
      )
      .orderBy(desc(personEvents.sequence))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ sequence }) => String(sequence));
  });
}
