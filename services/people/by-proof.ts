import { sql } from "drizzle-orm";
import type { PersonId, ProgramId, ProofId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";

/** What a transaction has proved, by which its rows of people are unlocked; see `0033_people.sql`, `0042_invitations.sql`, `0043_applications.sql` and `0048_verified_streams.sql`. */
export type Proved = {
  readonly personId?: PersonId;
  readonly emailHash?: string;
  readonly sessionHash?: string;
  readonly credentialId?: string;
  readonly proofId?: ProofId;
  readonly throttleKeys?: readonly string[];
  readonly invitationHash?: string;
  /** The id of a program, which shows its application form and nothing else. */
  readonly programId?: ProgramId;
  readonly mailer?: "on";
  readonly resealer?: "on";
  readonly verifier?: "on";
};

const SETTINGS: Readonly<Record<keyof Proved, string>> = {
  personId: "app.person_id",
  emailHash: "app.email_hash",
  sessionHash: "app.session_hash",
  credentialId: "app.credential_id",
  proofId: "app.proof_id",
  throttleKeys: "app.throttle_keys",
  invitationHash: "app.invitation_hash",
  programId: "app.program_id",
  mailer: "app.mailer",
  resealer: "app.resealer",
  verifier: "app.verifier",
};

/** Runs `work` in one transaction that sees the rows of people which it proved a right to, and no other. */
export function byProof<T>(db: Db, proved: Proved, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await prove(tx as Db, proved);
    return work(tx as Db);
  });
}

/** Adds to what a transaction has proved, until it ends. */
export async function prove(tx: Db, proved: Proved): Promise<void> {
  const settings = Object.entries(proved).map(
    ([name, value]) => sql`set_config(${SETTINGS[name as keyof Proved]}, ${String(value)}, true)`,
  );
  if (settings.length > 0) await tx.execute(sql`select ${sql.join(settings, sql`, `)}`);
}
