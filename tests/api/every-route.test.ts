import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPermission, isPortalPermission } from "../../core/access/permissions.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { insertKey, startTestApi, type TestApi } from "../support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, insertSample } from "../support/sample.ts";

let database: TestDatabase;
let api: TestApi;
let key: string;
/** A key for each scope, by the scope: it has every other one. */
const without = new Map<string, string>();

const SCOPES = [...new Set(ROUTES.map(({ permission }) => permission))];

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES);
  await asOwner(database.ownerUrl, async (db) => {
    const { workspaceId, affiliates } = await insertSample(db);
    key = (await insertKey(db, workspaceId)).key;
    for (const scope of SCOPES) {
      const isPortal = isPortalPermission(scope);
      const scopes = SCOPES.filter((other) => other !== scope && isPortalPermission(other) === isPortal);
      const affiliateId = isPortal ? affiliates[0].affiliateId : null;
      without.set(scope, (await insertKey(db, workspaceId, { scopes, affiliateId })).key);
    }
  });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** A path of the route that names things which are not there. */
const pathOf = (path: string): string => path.replace(":currency", "EUR").replaceAll(/:\w+/g, "none");

it("is declared once, with a permission that exists", () => {
  const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  expect(ROUTES.filter(({ permission }) => !isPermission(permission))).toEqual([]);
  expect(ROUTES.filter(({ summary }) => !summary.endsWith("."))).toEqual([]);
});

describe.each(ROUTES)("$method $path", ({ method, path, permission }) => {
  it("answers 401 without a good key, and says what is needed", async () => {
    const keys = [null, `${key} ${key}`];
    for (const by of keys) {
      const { status, headers, body } = await api.call(method, pathOf(path), by);
      expect([by, status, body.error.code]).toEqual([by, 401, "unauthenticated"]);
      expect(headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  it("answers 403 to a key that has every scope but its own, and names that", async () => {
    const { status, body } = await api.call(method, pathOf(path), without.get(permission) ?? "");
    expect([status, body.error.code]).toEqual([403, "forbidden"]);
    expect(body.error.message).toContain(permission);
  });

  it("answers 405 to a method that its path does not take, and names those it takes", async () => {
    const { status, headers, body } = await api.call("DELETE", pathOf(path), null);
    expect([status, body.error.code]).toEqual([405, "method_not_allowed"]);
    expect(headers.get("allow")?.split(", ")).toContain(method);
  });

  it("gives every answer a request id of its own", async () => {
    const { headers, body } = await api.call(method, pathOf(path), null);
    expect(headers.get("request-id")).toMatch(/^req_[0-9a-f]{32}$/);
    expect(body.error.request_id).toBe(headers.get("request-id"));
  });
});
