import pg from "pg";
import { migrateDatabase } from "../db/migrate.ts";
import { LOOPBACK } from "./free-port.ts";

const DATABASE = "tributary";

/** Connection strings of the one database of a local stack. */
export type DatabaseUrls = {
  /** As the superuser who owns the tables. */
  readonly ownerUrl: string;
  /** As the app role, which row-level security binds: what Workers get. */
  readonly appUrl: string;
};

/** Where the database is. The password is ignored there, but drivers expect one. */
export function databaseUrls(port: number): DatabaseUrls {
  const url = (user: string): string => `postgres://${user}:unused@${LOOPBACK}:${port}/${DATABASE}`;
  return { ownerUrl: url("owner"), appUrl: url("tributary_app") };
}

/** Makes the database if it is not there, and brings it to the newest schema. */
export async function prepareDatabase(ownerUrl: string): Promise<void> {
  const admin = new URL(ownerUrl);
  admin.pathname = "/postgres";
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  await migrateDatabase(ownerUrl);
}
