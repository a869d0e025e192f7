import { Miniflare } from "miniflare";
import type { PayoutDoorCalls } from "../../contracts/payout-door.ts";
import { formatKey, type KeyKind } from "../../core/access/key-format.ts";
import {
  isPortalPermission,
  PERMISSIONS,
  type Permission,
  PORTAL_PERMISSIONS,
} from "../../core/access/permissions.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import type { AffiliateId, KeyId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { apiKeys } from "../../db/schema/index.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { createApp } from "../../workers/api/app.ts";
import type { ApiEnv } from "../../workers/api/env.ts";
import { exportObject } from "../../workers/api/export-object.ts";
import type { Route } from "../../workers/api/route.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";
import { checkAnswer } from "./check-answer.ts";
import { MemoryBucket } from "./memory-bucket.ts";
import type { TestDatabase } from "./postgres.ts";

const MERCHANTS = (Object.keys(PERMISSIONS) as Permission[]).filter((each) => !isPortalPermission(each));
const secret = (fill: number): string => encodeBase64url(new Uint8Array(32).fill(fill));
const API_KEY_PEPPER = secret(3);

/** An answer, its body read as JSON where it is that. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests state what they expect of a body.
  readonly body: any;
};

/** Of a call that nothing outlives. */
export const EXECUTION: Pick<ExecutionContext, "waitUntil" | "passThroughOnException" | "props"> = {
  ...{ waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} },
};

/** Routes of the API on a test database, on R2 as Miniflare has it, and on a queue that only remembers. */
export type TestApi = {
  readonly env: ApiEnv;
  readonly sent: unknown[];
  /** Sends a request; `key` is the API key, or null for none. The body is JSON, or a blob as it is. */
  fetch(
    method: string,
    path: string,
    key: string | null,
    body?: unknown,
    headers?: HeadersInit,
  ): Promise<Response>;
  /** As `fetch`, and reads the JSON. */
  call(
    method: string,
    path: string,
    key: string | null,
    body?: unknown,
    headers?: HeadersInit,
  ): Promise<Answer>;
  /** Follows a list to its end, `limit` rows at a time. */
  list(path: string, key: string, limit: number): Promise<readonly Answer["body"][]>;
  stop(): Promise<void>;
};

/** Starts routes for tests, with further bindings where a test needs them; call `stop()` in `afterAll`. */
export async function startTestApi(
  database: TestDatabase,
  routes: readonly Route[],
  bindings: Partial<ApiEnv> = {},
): Promise<TestApi> {
  const miniflare = new Miniflare({
    modules: true,
    script: "export default { fetch: () => new Response() }",
    r2Buckets: ["CLICK_LOG", "PAYOUT_FILES", "LEDGER_ROOTS", "CREATIVES"],
  });
  const sent: unknown[] = [];
  const bucket = async (name: string) => (await miniflare.getR2Bucket(name)) as unknown as R2Bucket;
  const env = {
    ...database.env,
    API_KEY_PEPPER,
    EXPORT_URL_KEY: secret(4),
    ENVELOPE_KEYS: secret(5),
    API_ORIGIN: "http://localhost",
    LINK_HOSTS: "localhost",
    DNS_RESOLVER_URL: "http://127.0.0.1:9/dns-query",
    CLICK_LOG: await bucket("CLICK_LOG"),
    PAYOUT_FILES: await bucket("PAYOUT_FILES"),
    LEDGER_ROOTS: await bucket("LEDGER_ROOTS"),
    CREATIVES: await bucket("CREATIVES"),
    PAYOUTS: { send: async (message: unknown) => void sent.push(message) },
    REPLAYS: { send: async (message: unknown) => void sent.push(message) },
    EVENTS: { send: async () => undefined },
    PAYOUT_DOOR: doorOf(database),
    ...bindings,
  } as unknown as ApiEnv;
  const app = createApp(routes, exportObject, PERSON_ROUTES);
  const api: TestApi = {
    env,
    sent,
    fetch: async (method, path, key, body, headers) => {
      const response = await app.request(
        path,
        {
          method,
          headers: {
            ...(key === null ? {} : { authorization: `Bearer ${key}` }),
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...Object.fromEntries(new Headers(headers)),
          },
          ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
        },
        env,
        EXECUTION,
      );
      await checkAnswer([...routes, ...PERSON_ROUTES], { method, url: path }, response);
      return response;
    },
    call: async (...request) => {
      const response = await api.fetch(...request);
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? await response.json() : await response.text(),
      };
    },
    list: async (path, key, limit) => {
      const rows: Answer["body"][] = [];
      let cursor: string | null = null;
      do {
        const more: string = `${path.includes("?") ? "&" : "?"}limit=${limit}${cursor ? `&cursor=${cursor}` : ""}`;
        const { status, body } = await api.call("GET", `${path}${more}`, key);
        if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
        rows.push(...body.data);
        cursor = body.next_cursor;
      } while (cursor !== null);
      return rows;
    },
    stop: () => miniflare.dispose(),
  };
  return api;
}

/** The door of the functions, which are loaded only where a test comes to it. */
function doorOf(database: TestDatabase): PayoutDoorCalls {
  const open = async () => {
    const { payoutDoor, payoutFunctionsEnv } = await import("./payout-door.ts");
    return payoutDoor(payoutFunctionsEnv(database, new MemoryBucket().binding()));
  };
  return {
    takeCallback: async (given) => (await open()).takeCallback(given),
    sealAccess: async (given) => (await open()).sealAccess(given),
  };
}

/** Writes an API key as the owner of the tables, and gives it; with every scope it can have unless told which. */
export async function insertKey(
  db: Db,
  workspaceId: WorkspaceId,
  {
    kind = "secret_test",
    affiliateId = null,
    scopes = affiliateId === null ? MERCHANTS : PORTAL_PERMISSIONS,
  }: {
    readonly kind?: KeyKind;
    readonly affiliateId?: AffiliateId | null;
    readonly scopes?: readonly Permission[];
  } = {},
): Promise<{ readonly key: string; readonly keyId: KeyId }> {
  const key = formatKey(kind, randomBytes(32));
  const keyId = newId("key", Date.now());
  await db.insert(apiKeys).values({
    workspaceId,
    id: keyId,
    name: "test",
    kind,
    affiliateId,
    hash: hashApiKey(key, API_KEY_PEPPER),
    last4: key.slice(-4),
    scopes: [...scopes],
  });
  return { key, keyId };
}
