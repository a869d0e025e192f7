import type { IncomingHttpHeaders } from "node:http";
import pg from "pg";
import * as z from "zod/mini";
import { LOOPBACK } from "./free-port.ts";

const statement = z.object({ query: z.string(), params: z._default(z.array(z.unknown()), []) });
const requestBody = z.union([z.object({ queries: z.array(statement) }), statement]);
type Statement = z.infer<typeof statement>;

/** What the HTTP door answers: a status and a JSON body. */
export type NeonAnswer = { readonly status: number; readonly body: unknown };

/** The HTTP half of Neon's protocol, as `@neondatabase/serverless` speaks it, on one Postgres. */
export type NeonHttp = {
  answer(headers: IncomingHttpHeaders, body: string): Promise<NeonAnswer>;
  close(): Promise<void>;
};

const CONNECTIONS_MAX = 8;
const IDLE_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

const ISOLATION_LEVELS: Readonly<Record<string, string>> = {
  ReadUncommitted: "read uncommitted",
  ReadCommitted: "read committed",
  RepeatableRead: "repeatable read",
  Serializable: "serializable",
};

/** Fields of a Postgres error that Neon passes on and its driver copies. */
const ERROR_FIELDS = [
  ...["severity", "code", "detail", "hint", "position", "internalPosition", "internalQuery", "where"],
  ...["schema", "table", "column", "dataType", "constraint", "file", "line", "routine"],
] as const;

/**
 * Answers Neon's HTTP queries from the Postgres on this port, whatever host the connection string names:
 * only its user and database count. An SQL error is 400 with Postgres's fields, an absent server 503.
 */
export function createNeonHttp(postgresPort: number): NeonHttp {
  const pools = new Map<string, pg.Pool>();
  const poolFor = (connectionString: string): pg.Pool => {
    const url = new URL(connectionString);
    const user = decodeURIComponent(url.username);
    const database = decodeURIComponent(url.pathname.slice(1));
    const key = JSON.stringify([user, database]);
    const found = pools.get(key);
    if (found) return found;
    const pool = new pg.Pool({
      ...{ host: LOOPBACK, port: postgresPort, user, database, max: CONNECTIONS_MAX },
      ...{ idleTimeoutMillis: IDLE_MS, connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
    });
    // A connection may die at any moment, in use, idle or in between. The pool drops it and its query
    // fails by itself; but unheard, the error would end the process.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
    pools.set(key, pool);
    return pool;
  };
  return {
    answer: async (headers, body) => {
      try {
        const request = requestBody.parse(JSON.parse(body));
        const pool = poolFor(String(headers["neon-connection-string"] ?? ""));
        return { status: 200, body: await run(pool, headers, request) };
      } catch (error) {
        return answerError(error);
      }
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

async function run(
  pool: pg.Pool,
  headers: IncomingHttpHeaders,
  request: z.infer<typeof requestBody>,
): Promise<unknown> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    const shape = readShape(headers);
    if (!("queries" in request)) return await execute(client, request, shape);
    const results: unknown[] = [];
    await client.query(beginStatement(headers));
    for (const query of request.queries) results.push(await execute(client, query, shape));
    await client.query("commit");
    return { results };
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // Nothing of one request's session may reach the next: a clean one is reset, a failed one closed.
    if (!failure)
      failure = await client.query("discard all").then(
        () => undefined,
        (error: Error) => error,
      );
    client.release(failure);
  }
}

function beginStatement(headers: IncomingHttpHeaders): string {
  const level = headers["neon-batch-isolation-level"];
  const isolation = typeof level === "string" ? ISOLATION_LEVELS[level] : undefined;
  return [
    "begin",
    isolation && `isolation level ${isolation}`,
    headers["neon-batch-read-only"] === "true" && "read only",
    headers["neon-batch-deferrable"] === "true" && "deferrable",
  ]
    .filter(Boolean)
    .join(" ");
}

type Shape = { readonly isRawText: boolean; readonly isArrayMode: boolean };

function readShape(headers: IncomingHttpHeaders): Shape {
  return {
    isRawText: headers["neon-raw-text-output"] === "true",
    isArrayMode: headers["neon-array-mode"] === "true",
  };
}

async function execute(client: pg.PoolClient, { query, params }: Statement, shape: Shape): Promise<unknown> {
  const config = {
    text: query,
    values: params,
    // As Neon does: one statement a query, even without parameters.
    queryMode: "extended",
    ...(shape.isArrayMode && { rowMode: "array" }),
    ...(shape.isRawText && { types: { getTypeParser: () => (text: string) => text } }),
  };
  const { command, rowCount, rows, fields } = await client.query(config);
  return {
    ...{ command, rowCount, rows, rowAsArray: shape.isArrayMode },
    fields: fields.map(({ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier, format }) => ({
      ...{ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier, format },
    })),
  };
}

function answerError(error: unknown): NeonAnswer {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof pg.DatabaseError && !isServerGone(error.code)) {
    const fields = ERROR_FIELDS.map((field) => [field, error[field] ?? null] as const);
    return { status: 400, body: { message, ...Object.fromEntries(fields) } };
  }
  const isBadRequest =
    error instanceof z.core.$ZodError || error instanceof SyntaxError || isInvalidUrl(error);
  return { status: isBadRequest ? 400 : 503, body: { message, code: null } };
}

/** Class 57P is "operator intervention": shutting down, starting up, connection terminated. */
function isServerGone(code: string | undefined): boolean {
  return code?.startsWith("57P") ?? false;
}

function isInvalidUrl(error: unknown): boolean {
  return error instanceof TypeError && "code" in error && error.code === "ERR_INVALID_URL";
}
