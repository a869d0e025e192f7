import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isPortalPermission } from "../../core/access/permissions.ts";
import { permissionsOf } from "../../core/access/roles.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { byPerson } from "../support/by-person.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../support/member-rows.ts";
import type { MutatingCall } from "../support/mutating-call.ts";
import { prepareCalls } from "../support/mutating-calls.ts";
import { asOwner } from "../support/sample.ts";

vi.setConfig({ testTimeout: 120_000 });

const shop = apiWithSample();
/** Requests that their routes take in the shop's own workspace, by the name of the route. */
let calls: Readonly<Record<string, MutatingCall>>;
let stranger: Record<string, string>;
/** An agent who looks after nobody. */
let agent: Record<string, string>;
/** An agent who looks after the affiliates of the sample, and an observer. */
let blind: Record<"agent" | "observer", Record<string, string>>;
const isAssigned = (id: string) => shop.sample.affiliates.some(({ affiliateId }) => affiliateId === id);

beforeAll(async () => {
  calls = await prepareCalls(shop);
  await asOwner(shop.database.ownerUrl, async (db) => {
    const theirs = await insertSignedIn(db);
    await insertMember(db, theirs.personId, {
      workspaceId: shop.other.workspaceId,
      role: "owner",
      wide: true,
    });
    stranger = { authorization: "", ...byPerson(theirs, shop.other.workspaceId) };
    const ours = await insertSignedIn(db);
    await insertMember(db, ours.personId, { workspaceId: shop.sample.workspaceId, role: "agent" });
    agent = { authorization: "", ...byPerson(ours, shop.sample.workspaceId) };
    const { workspaceId, affiliates } = shop.sample;
    const all = await insertSignedIn(db);
    const memberId = await insertMember(db, all.personId, { workspaceId, role: "agent" });
    await insertAssignments(
      db,
      { workspaceId, memberId },
      affiliates.map(({ affiliateId }) => affiliateId),
    );
    const observer = await insertSignedIn(db);
    await insertMember(db, observer.personId, { workspaceId, role: "observer" });
    blind = {
      agent: { authorization: "", ...byPerson(all, workspaceId) },
      observer: { authorization: "", ...byPerson(observer, workspaceId) },
    };
  });
}, 120_000);
afterEach(() => vi.clearAllMocks());

/** A path of the route that names things of the shop, taken from the requests that change them; null if none does. */
function pathOf(path: string): string | null {
  const parts = path.split("/");
  for (const [name, call] of Object.entries(calls)) {
    const pattern = name.split(" ")[1]?.split("/") ?? [];
    const given = call.path.split("?")[0]?.split("/") ?? [];
    const last = parts.findLastIndex((part) => part.startsWith(":"));
    const isAlike = parts.slice(0, last + 1).every((part, index) => part === pattern[index]);
    const whole = [...given.slice(0, last + 1), ...parts.slice(last + 1)].join("/");
    if (isAlike) return `${whole}${QUERIES[path] ?? ""}`;
  }
  return null;
}

/** What a route must be asked besides its path. */
const QUERIES: Readonly<Record<string, string>> = {
  "/v1/affiliates/:id/statement/proof": "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
};

const named = ROUTES.filter(({ path, permission }) => path.includes("/:") && !isPortalPermission(permission));
/** Parts of paths that name no thing of the workspace, but a currency or a kind that each has a row of or has not. */
const NAMES_NO_THING = /:currency|:provider|:kind/;

describe("things of a workspace", () => {
  it("are not there for an owner of another one, whatever is asked of them", async () => {
    const found: string[] = [];
    let tried = 0;
    for (const route of named.filter(({ path }) => !NAMES_NO_THING.test(path))) {
      const path = pathOf(route.path);
      if (path === null) continue;
      const call = calls[`${route.method} ${route.path}`];
      const headers = { ...call?.headers, ...stranger };
      const { status, body } = await shop.api.call(route.method, path, null, call?.body, headers);
      tried += 1;
      // A body that is no JSON comes by a key alone, and a one-time code is asked for before anything is looked up.
      const isOther =
        (status === 415 && call?.headers?.["content-type"] !== undefined) ||
        body.error?.code === "step_up_required";
      if (status !== 404 && !isOther) found.push(`${route.method} ${path}: ${status}`);
    }
    console.info(`access to things of others: ${tried} of ${named.length} routes that name one`);
    expect(found).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  });
});

describe("without the right to personal data", () => {
  it.each(["agent", "observer"] as const)(
    "an %s is answered by every route that it may call",
    async (role) => {
      const found: string[] = [];
      for (const { method, path } of ROUTES.filter(({ permission }) => permissionsOf(role).has(permission))) {
        const given = path.includes(":") ? pathOf(path) : path;
        if (method !== "GET" || given === null) continue;
        const { status, body } = await shop.api.call("GET", given, null, undefined, blind[role]);
        if (![200, 404, 409, 410, 422].includes(status)) found.push(`${path}: ${status}`);
        if (/@(a|affiliates|people)\.example/.test(JSON.stringify(body)))
          found.push(`${path} tells an address`);
      }
      expect(found).toEqual([]);
    },
  );

  it.each(["agent", "observer"] as const)("an %s sees the affiliates and what they earned", async (role) => {
    const { body } = await shop.api.call("GET", "/v1/affiliates", null, undefined, blind[role]);
    const all = (await shop.get("/v1/affiliates")).body.data as { readonly id: string }[];
    const seen = all.filter(({ id }) => role === "observer" || isAssigned(id));
    expect(body.data).toEqual(seen.map((affiliate) => ({ ...affiliate, email: null })));
    const commissions = await shop.api.call("GET", "/v1/commissions", null, undefined, blind[role]);
    expect(commissions.body.data).toEqual((await shop.get("/v1/commissions")).body.data);
    expect(commissions.body.data.length).toBeGreaterThan(0);
  });
});

describe("an agent who looks after nobody", () => {
  const has = permissionsOf("agent");
  /** What a workspace has in common, which every role may read. */
  const COMMON =
    /^\/v1\/(programs|plans|plan-exceptions|offers|creatives|link-domains|workspace$|fx-rates|payout-(minimums|terms|accounts|approval-limits)|pipelines|stages|segments|tags|groups|saved-reports|dispute-settings|tasks)/;

  it("is shown no thing of an affiliate", async () => {
    const found: string[] = [];
    const routes = named.filter(({ path, permission }) => has.has(permission) && !COMMON.test(path));
    for (const route of routes) {
      const path = pathOf(route.path);
      if (path === null || NAMES_NO_THING.test(route.path)) continue;
      const call = calls[`${route.method} ${route.path}`];
      const { status } = await shop.api.fetch(route.method, path, null, call?.body, {
        ...call?.headers,
        ...agent,
      });
      if (status !== 404) found.push(`${route.method} ${path}: ${status}`);
    }
    expect(found).toEqual([]);
  });

  it("is given empty lists of what affiliates have", async () => {
    const found: string[] = [];
    const lists = ROUTES.filter(
      ({ method, path, permission }) =>
        method === "GET" && !path.includes(":") && has.has(permission) && !COMMON.test(path),
    );
    for (const { path } of lists) {
      const { status, body } = await shop.api.call("GET", path, null, undefined, agent);
      if (status === 200 && Array.isArray(body.data) && body.data.length > 0) {
        found.push(`${path}: ${JSON.stringify(body.data[0])}`);
      }
      if (status >= 500) found.push(`${path}: ${status}`);
    }
    expect(found).toEqual([]);
    expect(lists.length).toBeGreaterThan(10);
  });
});
