/** The migrated database each test database is cloned from. */
export const TEMPLATE_DATABASE = "migrated";

/** The migrated database shared by test files whose Worker has fixed bindings. */
export const SHARED_DATABASE = "shared";

/** A connection string to the run's Postgres; the password is ignored there, but drivers expect one. */
export function connectionUrl(to: { port: number; user: string; database: string }): string {
  return `postgres://${to.user}:unused@127.0.0.1:${to.port}/${to.database}`;
}
