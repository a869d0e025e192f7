import { neon, neonConfig, Pool, type PoolClient } from "@neondatabase/serverless";
import { sql } from "drizzle-orm";
import { drizzle as drizzleHttp } from "drizzle-orm/neon-http";
import { drizzle } from "drizzle-orm/neon-serverless";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { InvariantError } from "../core/shared/assert.ts";
import type { MemberId, WorkspaceId } from "../core/shared/id.ts";

/**
 * A connection or an open transaction. It knows no schema, and so has no `query`: Drizzle would go through every table
 * anew for each of them, which takes milliseconds.
 */
export type Db = PgDatabase<PgQueryResultHKT>;

/** What opens a connection. `DATABASE_PROXY` (host:port of the relay) exists on one machine only. */
export type DatabaseEnv = { readonly DATABASE_URL: string; readonly DATABASE_PROXY?: string };

/** How long a statement over HTTP may take; a connection that has gone silent is given up after that. */
const HTTP_LIMIT_MS = 30_000;

/**
 * How long a statement of a session may take, its waits for locks too; a session that then cannot even be rolled
 * back takes it twice.
 */
const STATEMENT_LIMIT_MS = 60_000;
/** After that Postgres ends a transaction that nobody goes on with, and its locks with it: who held it may be cut off. */
const IDLE_TRANSACTION_LIMIT = "2min";

/** Roles this isolate has found to be bound by row-level security, by connection string. */
const trustedUrls = new Set<string>();

/**
 * Opens the database for one request, batch or cron run and closes it after, since sockets cannot
 * outlive the request that opened them.
 *
 * Refuses a role that row-level security does not bind: superusers, `BYPASSRLS`, owners of tables.
 */
export async function withDatabase<T>(env: DatabaseEnv, work: (db: Db) => Promise<T>): Promise<T> {
  if (env.DATABASE_PROXY) useProxy(env.DATABASE_PROXY);
  const pool = new Pool({
    ...{ connectionString: env.DATABASE_URL, max: 4 },
    ...{ connectionTimeoutMillis: 5_000, query_timeout: STATEMENT_LIMIT_MS },
  });
  // A connection that is cut reports here, idle or at work; the next query on it fails and is handled there.
  pool.on("error", () => undefined);
  pool.on("connect", (client: PoolClient) => client.on("error", () => undefined));
  try {
    const db: Db = drizzle(pool);
    await trust(env.DATABASE_URL, db);
    return await work(db);
  } finally {
    await pool.end().catch(() => undefined);
  }
}

/**
 * As `withDatabase`, for work whose statements each stand alone: each is one HTTP request, and so one
 * round trip, where a session takes several before its first statement. `db.transaction` throws.
 */
export async function withHttpDatabase<T>(env: DatabaseEnv, work: (db: Db) => Promise<T>): Promise<T> {
  if (env.DATABASE_PROXY) useProxy(env.DATABASE_PROXY);
  neonConfig.fetchFunction = (input: string, init: RequestInit) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(HTTP_LIMIT_MS) });
  const db = drizzleHttp(neon(env.DATABASE_URL)) as unknown as Db;
  await trust(env.DATABASE_URL, db);
  return work(db);
}

/** Asks once an isolate. */
async function trust(url: string, db: Db): Promise<void> {
  if (trustedUrls.has(url)) return;
  await refuseUnboundRole(db);
  trustedUrls.add(url);
}

/** Throws `InvariantError` if the connected role escapes row-level security. */
export async function refuseUnboundRole(db: Db): Promise<void> {
  const { rows } = (await db.execute(sql`
    select rolname,
           rolsuper or rolbypassrls as bypasses,
           exists (
             select 1 from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
               and pg_has_role(current_user, relowner, 'USAGE')
           ) as owns
      from pg_roles where rolname = current_user`)) as unknown as {
    rows: { rolname: string; bypasses: boolean; owns: boolean }[];
  };
  const [role] = rows;
  if (!role || role.bypasses || role.owns) {
    throw new InvariantError(`database role ${role?.rolname ?? "?"} is not bound by row-level security`);
  }
}

/**
 * Runs `work` in one transaction that sees the rows of one workspace and no other.
 * Everything is rolled back when `work` throws.
 */
export function inWorkspace<T>(db: Db, workspaceId: WorkspaceId, work: (tx: Db) => Promise<T>): Promise<T> {
  return inWorkspaces(db, [workspaceId], work);
}

/** As `inWorkspace`, for work that only reads and must see all of one moment, however many statements it takes. */
export function inSnapshot<T>(db: Db, workspaceId: WorkspaceId, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(
    async (tx) => {
      await tx.execute(sql`select set_config('app.workspace_ids', ${workspaceId}, true)`);
      return work(tx as Db);
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

/**
 * As `inWorkspace`, for work that spans workspaces: intake batches and crons, never a request. Inside another
 * transaction, what comes after `work` in that one sees again what it saw before.
 */
export function inWorkspaces<T>(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    const bound = workspaceIds.join(",");
    const { rows } = (await tx.execute(sql`
      with outer_one as materialized (select current_setting('app.workspace_ids', true) as ids)
      select ids, set_config('app.workspace_ids', ${bound}, true),
             set_config('idle_in_transaction_session_timeout', ${IDLE_TRANSACTION_LIMIT}, true) from outer_one`)) as unknown as {
      rows: { ids: string | null }[];
    };
    const result = await work(tx as Db);
    const before = rows[0]?.ids;
    // Postgres takes a setting back with a savepoint that is rolled back, and keeps that of one that is not.
    if (before && before !== bound)
      await tx.execute(sql`select set_config('app.workspace_ids', ${before}, true)`);
    return result;
  });
}

/**
 * A handle on the database whose every transaction is an agent's: it sees and writes rows of the affiliates assigned
 * to that member, and of no other, whoever opens it. The same handle where there is no agent.
 */
export function boundToAgent(db: Db, agentId: MemberId | null): Db {
  if (agentId === null) return db;
  const transaction: Db["transaction"] = (work, config) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.agent_id', ${agentId}, true)`);
      return work(tx);
    }, config);
  return Object.create(db, { transaction: { value: transaction } });
}

/** True inside a transaction of an agent. */
export async function isAgents(tx: Db): Promise<boolean> {
  const { rows } = (await tx.execute(sql`select unbound_by_agent() is null as "isAgents"`)) as unknown as {
    rows: { isAgents: boolean }[];
  };
  return rows[0]?.isAgents ?? false;
}

function useProxy(proxy: string): void {
  neonConfig.fetchEndpoint = `http://${proxy}/sql`;
  neonConfig.wsProxy = () => `${proxy}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineConnect = false;
}
