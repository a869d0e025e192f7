import { neon, neonConfig } from "@neondatabase/serverless";
import { inject } from "vitest";
import { connectionUrl, TEMPLATE_DATABASE } from "./test-databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Port of the run's one Postgres on 127.0.0.1. */
    postgresPort: number;
    /** `host:port` of the relay for the Neon driver; what `DATABASE_PROXY` takes. */
    databaseProxy: string;
    /** App role on the database that test files inside one Worker share, its bindings being fixed. */
    appUrl: string;
    /** Owner of that shared database. */
    ownerUrl: string;
  }
}

/** A migrated database of one test file's own. */
export type TestDatabase = {
  readonly name: string;
  /** As the superuser who owns the tables: sees every row. */
  readonly ownerUrl: string;
  /** As `tributary_app`, which row-level security binds. */
  readonly appUrl: string;
  /** `DATABASE_URL` and `DATABASE_PROXY` as a Worker gets them: the app role, through the relay. */
  readonly env: { readonly DATABASE_URL: string; readonly DATABASE_PROXY: string };
  /** Removes it, cutting whoever is still connected. */
  drop(): Promise<void>;
};

/**
 * Clones the migrated template; call it in `beforeAll` and `drop()` in `afterAll`.
 *
 * Works in node and inside workerd alike, since it speaks to Postgres through the relay.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const databaseProxy = inject("databaseProxy");
  neonConfig.fetchEndpoint = `http://${databaseProxy}/sql`;
  const port = inject("postgresPort");
  // A Worker has WebSockets, and no other way.
  if ((globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent !== "Cloudflare-Workers") {
    const { directSocketTo } = await import("./direct-socket.ts");
    neonConfig.webSocketConstructor ??= directSocketTo(port, databaseProxy);
  }
  const url = (user: string, database: string): string => connectionUrl({ port, user, database });
  const admin = neon(url("owner", "postgres"), { disableWarningInBrowsers: true });
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await admin.query(`create database ${name} template ${TEMPLATE_DATABASE}`);
  return {
    name,
    ownerUrl: url("owner", name),
    appUrl: url("tributary_app", name),
    env: { DATABASE_URL: url("tributary_app", name), DATABASE_PROXY: databaseProxy },
    drop: async () => {
      await admin.query(`drop database if exists ${name} with (force)`);
    },
  };
}
