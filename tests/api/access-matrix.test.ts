import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isPortalPermission, PERMISSIONS, type Permission } from "../../core/access/permissions.ts";
import { permissionsOf, ROLES } from "../../core/access/roles.ts";
import type { Route } from "../../workers/api/route.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { type AccessCaller, type AccessCallers, accessCallers } from "../support/access-callers.ts";
import { startTestApi, type TestApi } from "../support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner } from "../support/sample.ts";

// Each of them calls every route.
vi.setConfig({ testTimeout: 120_000 });

/** Calls that are under way at once. */
const AT_ONCE = 6;
/** What a handler answers that was reached: nothing is done by it. */
const REACHED = 204;

const ALL = Object.keys(PERMISSIONS) as Permission[];
const MERCHANTS = new Set(ALL.filter((each) => !isPortalPermission(each)));
const PORTAL = new Set<Permission>(ALL.filter(isPortalPermission));
const NONE = new Set<Permission>();

let database: TestDatabase;
let api: TestApi;
let callers: AccessCallers;
let calls = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES.map(withoutEffect));
  callers = await asOwner(database.ownerUrl, accessCallers);
}, 60_000);
afterAll(async () => {
  vi.resetConfig();
  await api.stop();
  await database.drop();
});

/** The route as it is declared, and a handler that only tells that it was reached. */
function withoutEffect({ method, path, permission, summary }: Route): Route {
  const handler = async () => new Response(null, { status: REACHED });
  return { method, path, permission, summary, answers: { [REACHED]: { files: [""] } }, handler };
}

type Expected = (route: Route) => number;
/** What a caller with these permissions is answered: it is let in by the table in `core/access` and by nothing else. */
const letsIn =
  (has: ReadonlySet<Permission>): Expected =>
  ({ permission }) =>
    has.has(permission) ? REACHED : 403;
const always = (status: number) => (): number => status;

/** Calls every route, and gives those that answer otherwise than expected. */
async function surprises(caller: (route: Route) => AccessCaller, expected: Expected): Promise<string[]> {
  const found: string[] = [];
  const waiting = [...ROUTES];
  const work = async (): Promise<void> => {
    for (let route = waiting.pop(); route; route = waiting.pop()) {
      const { key = null, headers } = caller(route);
      const path = route.path.replaceAll(/:\w+/g, "none");
      const { status } = await api.fetch(route.method, path, key, undefined, headers);
      const right = expected(route);
      if (status !== right) found.push(`${route.method} ${route.path}: ${status}, not ${right}`);
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

const surprisesOf = (caller: AccessCaller, expected: Expected) => surprises(() => caller, expected);

describe.each(ROLES)("every route, called as %s", (role) => {
  it("of the workspace is answered by the table", async () => {
    expect(await surprisesOf(callers.roles[role].own, letsIn(permissionsOf(role)))).toEqual([]);
  });

  it("in another workspace is not there", async () => {
    expect(await surprisesOf(callers.roles[role].elsewhere, always(404))).toEqual([]);
  });
});

describe("every route, called by a person", () => {
  it("with a role on the organisation is answered as with one on the workspace", async () => {
    expect(await surprisesOf(callers.roles.manager.inherited, letsIn(permissionsOf("manager")))).toEqual([]);
  });

  it("with a role of the organisation's own is answered by its permissions", async () => {
    const { own, permissions } = callers.custom;
    expect(await surprisesOf(own, letsIn(permissions))).toEqual([]);
    expect(await surprisesOf(callers.custom.elsewhere, always(404))).toEqual([]);
  });

  it("who was removed is not there", async () => {
    expect(await surprisesOf(callers.removed, always(404))).toEqual([]);
  });

  it.each(["none", "unknown", "expired", "revoked"] as const)(
    "whose session is %s asks for one",
    async (state) => {
      expect(await surprisesOf(callers.sessions[state], always(401))).toEqual([]);
    },
  );

  it("from the page of another site changes nothing", async () => {
    const expected: Expected = (route) => (route.method === "GET" ? letsIn(MERCHANTS)(route) : 403);
    expect(await surprisesOf(callers.foreign, expected)).toEqual([]);
  });
});

describe("every route, called by the login of an affiliate", () => {
  it.each(["own", "member"] as const)("opens the portal alone (%s)", async (login) => {
    expect(await surprisesOf(callers.logins[login], letsIn(PORTAL))).toEqual([]);
  });

  it("that names none opens the portal, and of a workspace nothing", async () => {
    const expected: Expected = ({ permission }) => (PORTAL.has(permission) ? REACHED : 422);
    expect(await surprisesOf(callers.logins.unnamed, expected)).toEqual([]);
  });

  it.each(["another", "ended"] as const)("that is %s is not there", async (login) => {
    expect(await surprisesOf(callers.logins[login], always(404))).toEqual([]);
  });

  it("from the page of another site changes nothing", async () => {
    const expected: Expected = (route) => (route.method === "GET" ? letsIn(PORTAL)(route) : 403);
    expect(await surprisesOf(callers.logins.foreign, expected)).toEqual([]);
  });
});

describe("every route, called with a key", () => {
  it("with every scope of a merchant opens all but the portal", async () => {
    expect(await surprisesOf(callers.keys.secret, letsIn(MERCHANTS))).toEqual([]);
  });

  it("with every scope but the right one is refused", async () => {
    expect(await surprises((route) => callers.without(route.permission), always(403))).toEqual([]);
  });

  it("of an affiliate opens the portal alone", async () => {
    expect(await surprisesOf(callers.keys.portal, letsIn(PORTAL))).toEqual([]);
  });

  it.each(["publishable", "postback"] as const)("that is %s opens nothing here", async (kind) => {
    expect(await surprisesOf(callers.keys[kind], letsIn(NONE))).toEqual([]);
  });

  it.each(["expired", "revoked", "mistyped"] as const)("that is %s asks for another", async (state) => {
    expect(await surprisesOf(callers.keys[state], always(401))).toEqual([]);
  });
});

it("is called in every way, by the size of it", () => {
  console.info(`access matrix: ${ROUTES.length} routes, ${calls} calls`);
  expect(calls % ROUTES.length).toBe(0);
  expect(calls).toBeGreaterThanOrEqual(33 * ROUTES.length);
});
