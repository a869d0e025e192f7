import { textOfCause } from "./errors.ts";
import { migrateDatabase } from "./migrate.ts";

/** `npm run db:migrate`: brings the database at `DATABASE_URL`, which names the owner of its tables, to the newest schema. */
async function main(): Promise<void> {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new Error("DATABASE_URL must name the database, as the owner of its tables");
  await migrateDatabase(DATABASE_URL);
  console.log("The database has the newest schema.");
}

main().catch((error: unknown) => {
  console.error(textOfCause(error));
  process.exit(1);
});
