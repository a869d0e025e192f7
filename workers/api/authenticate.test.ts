import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { ROLES, type Role } from "../../core/access/roles.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { MemberId, WorkspaceId } from "../../core/shared/id.ts";
import { apiKeys, members, payoutBatches, sessions } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { apiWithSample } from "../../tests/support/api-with-sample.ts";
import { byPerson } from "../../tests/support/by-person.ts";
import { insertKey } from "../../tests/support/call-api.ts";
import {
  insertCustomRole,
  insertMember,
  insertSignedIn,
  type SignedIn,
} from "../../tests/support/member-rows.ts";
import { asOwner } from "../../tests/support/sample.ts";

const shop = apiWithSample();
const owner = <T>(work: Parameters<typeof asOwner<T>>[1]) => asOwner(shop.database.ownerUrl, work);
const programs = (person: SignedIn, workspaceId?: WorkspaceId) =>
  shop.api.call("GET", "/v1/programs", null, undefined, byPerson(person, workspaceId));
const rename = (person: SignedIn) => {
  const path = `/v1/programs/${shop.sample.programId}`;
  return shop.api.call("PATCH", path, null, { name: "Renamed" }, byPerson(person, shop.sample.workspaceId));
};

let ada: SignedIn;
let membership: MemberId;
beforeEach(async () => {
  await owner(async (db) => {
    ada = await insertSignedIn(db);
    membership = await insertMember(db, ada.personId, {
      workspaceId: shop.sample.workspaceId,
      role: "manager",
    });
  });
});

describe("a person with a session", () => {
  it("calls the one workspace it is in without naming it, and is named as the actor", async () => {
    const { status, body } = await programs(ada);
    expect([status, body.data.map(({ id }: { id: string }) => id)]).toEqual([200, [shop.sample.programId]]);
    expect((await rename(ada)).status).toBe(200);
    const [act] = await shop.acts(shop.sample.programId);
    expect(act.actor).toBe(`person:${ada.personId}`);
  });

  it("must name the workspace where it is in several or in none, and is told by which header", async () => {
    const nobody = await owner(insertSignedIn);
    await owner((db) =>
      insertMember(db, ada.personId, { workspaceId: shop.other.workspaceId, role: "observer" }),
    );
    for (const person of [ada, nobody]) {
      const { status, body } = await programs(person);
      expect([status, body.error.param]).toEqual([422, "Workspace-Id"]);
    }
    const { body } = await programs(ada, shop.other.workspaceId);
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([shop.other.programId]);
  });

  it.each(["", "ws_0000000000wx22j3skq04ecpb4", "nonsense"])(
    "is answered 404 for a workspace it does not reach: %j is not there",
    async (name) => {
      expect((await programs(ada, name as WorkspaceId)).status).toBe(404);
      expect((await programs(ada, shop.other.workspaceId)).status).toBe(404);
    },
  );

  it("inherits the role on the organisation, of which the stronger counts", async () => {
    const { workspaceId } = shop.other;
    await owner((db) => insertMember(db, ada.personId, { workspaceId, role: "owner", wide: true }));
    await owner((db) => insertMember(db, ada.personId, { workspaceId, role: "observer" }));
    const made = await shop.api.call(
      "POST",
      "/v1/keys",
      null,
      { name: "k", kind: "secret", scopes: ["links:read"] },
      byPerson(ada, workspaceId),
    );
    expect(made.status).toBe(201);
  });

  it.each<[Role, number]>(ROLES.map((role) => [role, role === "owner" || role === "manager" ? 200 : 403]))(
    "as %s changes programs with %i, from the next call on",
    async (role, status) => {
      await owner((db) => db.update(members).set({ role }).where(eq(members.id, membership)));
      expect((await rename(ada)).status).toBe(status);
    },
  );

  it("has what a role of the organisation's own has, and no more", async () => {
    await owner(async (db) => {
      const customRoleId = await insertCustomRole(db, shop.sample.workspaceId, ["programs:read"]);
      await db.update(members).set({ role: null, customRoleId }).where(eq(members.id, membership));
    });
    expect((await programs(ada)).status).toBe(200);
    expect((await rename(ada)).status).toBe(403);
  });

  it("is nobody once it is no member, or its session was revoked or has ended", async () => {
    const removedAt = new Date();
    await owner((db) =>
      db.update(members).set({ status: "removed", removedAt }).where(eq(members.id, membership)),
    );
    expect((await programs(ada, shop.sample.workspaceId)).status).toBe(404);
    const ended = [{ expiresAt: new Date(0) }, { revokedAt: removedAt, revokedFor: "signed_out" }];
    for (const change of ended) {
      const jean = await owner(insertSignedIn);
      await owner((db) => db.update(sessions).set(change).where(eq(sessions.id, jean.sessionId)));
      expect((await programs(jean, shop.sample.workspaceId)).status).toBe(401);
    }
  });

  it("changes nothing by a call that another site may have sent", async () => {
    const path = `/v1/programs/${shop.sample.programId}`;
    const headers = { ...byPerson(ada), "sec-fetch-site": "cross-site" };
    expect((await shop.api.call("PATCH", path, null, { name: "X" }, headers)).status).toBe(403);
  });
});

describe("a key beside the name of a workspace or an affiliate", () => {
  it("is refused where that is not its own, and told which header says so", async () => {
    const { workspaceId, affiliates } = shop.sample;
    const [{ affiliateId }, other] = affiliates;
    const own = await owner((db) => insertKey(db, workspaceId, { affiliateId }));
    const call = async (path: string, key: string, headers: HeadersInit) => {
      const { status, body } = await shop.api.call("GET", path, key, undefined, headers);
      return [status, body.error?.param ?? null];
    };
    const workspace = (key: string, named: string) => call("/v1/programs", key, { "workspace-id": named });
    expect(await workspace(shop.key, workspaceId)).toEqual([200, null]);
    for (const named of [shop.other.workspaceId, "nonsense", ""]) {
      expect(await workspace(shop.key, named)).toEqual([422, "Workspace-Id"]);
    }
    const affiliate = (key: string, path: string, named: string) =>
      call(path, key, { "affiliate-id": named });
    expect(await affiliate(own.key, "/v1/portal/me", affiliateId)).toEqual([200, null]);
    expect(await affiliate(own.key, "/v1/portal/me", other.affiliateId)).toEqual([422, "Affiliate-Id"]);
    expect(await affiliate(shop.key, "/v1/programs", affiliateId)).toEqual([422, "Affiliate-Id"]);
  });
});

describe("an idempotency key of a person", () => {
  it("gives the same answer to the same person, and is another person's own", async () => {
    const jean = await owner(insertSignedIn);
    const { workspaceId } = shop.sample;
    await owner((db) => insertMember(db, jean.personId, { workspaceId, role: "manager" }));
    const create = (person: SignedIn) =>
      shop.api.call(
        "POST",
        "/v1/affiliates",
        null,
        { name: "Joan", email: "joan@a.example" },
        { ...byPerson(person), "idempotency-key": "one" },
      );
    const [first, again, others] = [await create(ada), await create(ada), await create(jean)];
    expect([first.status, again.body.id, again.headers.get("idempotent-replayed")]).toEqual([
      ...[201, first.body.id, "true"],
    ]);
    expect(others.body.id).not.toBe(first.body.id);
  });
});

describe("a batch of payouts", () => {
  it("is approved by no person who prepared it with a key of their own", async () => {
    const { workspaceId } = shop.sample;
    const jean = await owner(insertSignedIn);
    await owner((db) => insertMember(db, jean.personId, { workspaceId, role: "manager" }));
    const { keyId } = await owner((db) => insertKey(db, workspaceId));
    const id = newId("bat", Date.now());
    await owner(async (db) => {
      const createdBy = `person:${ada.personId}`;
      await db.update(apiKeys).set({ createdBy }).where(eq(apiKeys.id, keyId));
      await db.insert(payoutBatches).values({
        ...{ workspaceId, id, currency: "EUR" as Currency, provider: "csv", totalMinor: 1n, payoutsCount: 1 },
        preparedBy: `key:${keyId}`,
      });
    });
    const approve = async (person: SignedIn) =>
      (await shop.api.call("POST", `/v1/payout-batches/${id}/approve`, null, {}, byPerson(person))).body;
    expect((await approve(ada)).error.code).toBe("second_person_required");
    expect((await approve(jean)).approved_by).toBe(`person:${jean.personId}`);
  });
});
