import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { Permission } from "../../core/access/permissions.ts";
import type { MemberId } from "../../core/shared/id.ts";
import { affiliateAssignments, notices, payouts } from "../../db/schema/index.ts";
import { openJson } from "../../platform/envelope.ts";
import { remindTasks } from "../../services/crm/remind-tasks.ts";
import { type Mail, noticePlace } from "../../services/notices/add-notices.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { byPerson } from "../support/by-person.ts";
import { type Answer, insertKey } from "../support/call-api.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import { insertAssignments, insertMember, insertSignedIn } from "../support/member-rows.ts";
import { paySale } from "../support/paid-sale.ts";
import { asOwner, contextOf } from "../support/sample.ts";

const shop = apiWithSample();
const UNSEEN = [422, "assignee_id", "is an agent that does not look after this affiliate"];
const DUE = { title: "Call", due_at: "2030-01-02T00:00:00Z", remind_at: "2030-01-01T00:00:00Z" };
let agent: { readonly headers: Record<string, string>; readonly memberId: MemberId; readonly email: string };

const refusal = ({ status, body }: Answer) => [
  status,
  ...body.error.errors.flatMap(({ param, message }: Record<string, string>) => [param, message]),
];
const asAgent = (method: string, path: string, body?: unknown) =>
  shop.api.call(method, path, null, body, agent.headers);
const owner = <T>(work: Parameters<typeof asOwner<T>>[1]) => asOwner(shop.database.ownerUrl, work);
const affiliate = (nth: 0 | 1) => shop.sample.affiliates[nth].affiliateId;
const remind = (at: string) =>
  owner((db) => remindTasks(contextOf(db, shop.sample.workspaceId, new Date(at)), ENVELOPE_KEYS));
/** Reminders that were left to be sent, to whom and of what. */
const sent = () =>
  owner(async (db) => {
    const rows = await db.select().from(notices).where(eq(notices.kind, "task_reminder"));
    const mails = rows.map((row) =>
      openJson<Mail>(row.sealed, { keys: ENVELOPE_KEYS, place: noticePlace(row) }),
    );
    return (await Promise.all(mails)).map(({ to, text }) => [to, text.split("\n")[0]]);
  });

beforeAll(() =>
  owner(async (db) => {
    const { workspaceId } = shop.sample;
    const person = await insertSignedIn(db);
    const memberId = await insertMember(db, person.personId, { workspaceId, role: "agent" });
    await insertAssignments(db, { workspaceId, memberId }, [affiliate(0)]);
    const headers = { authorization: "", ...byPerson(person, workspaceId) };
    agent = { headers, memberId, email: `${person.personId}@people.example` };
  }),
);

describe("a task of an affiliate", () => {
  it("is given to no agent that does not look after it, when it is made, given on or moved", async () => {
    const given = { ...DUE, assignee_id: agent.memberId };
    const foreign = { ...DUE, affiliate_id: affiliate(1) };
    expect(refusal(await shop.post("/v1/tasks", { ...foreign, assignee_id: agent.memberId }))).toEqual(
      UNSEEN,
    );
    const { id } = (await shop.post("/v1/tasks", { ...foreign, remind_at: null })).body;
    expect(refusal(await shop.patch(`/v1/tasks/${id}`, { assignee_id: agent.memberId }))).toEqual(UNSEEN);
    const own = (await shop.post("/v1/tasks", { ...given, affiliate_id: affiliate(0) })).body;
    expect(own.assignee_id).toBe(agent.memberId);
    expect(refusal(await shop.patch(`/v1/tasks/${own.id}`, { affiliate_id: affiliate(1) }))).toEqual(UNSEEN);
    const ofNone = await shop.post("/v1/tasks", given);
    expect(ofNone.status).toBe(201);
    for (const made of [own.id, ofNone.body.id]) await shop.patch(`/v1/tasks/${made}`, { done: true });
    const operations = [foreign, DUE].map((set) => ({
      op: "create",
      set: { ...set, assignee_id: agent.memberId, done: true },
    }));
    const { data } = (await shop.post("/v1/tasks/bulk", { operations })).body;
    expect(data.map((each: Answer["body"]) => each.error?.param ?? each.status)).toEqual([
      ...["assignee_id", "created"],
    ]);
  });

  it("reminds an agent while it looks after it, and of nothing once that has ended", async () => {
    const asked = { ...DUE, affiliate_id: affiliate(0), assignee_id: agent.memberId };
    const make = async (title: string) => (await asAgent("POST", "/v1/tasks", { ...asked, title })).body.id;
    const [first, second] = [await make("First"), await make("Second")];
    await shop.patch(`/v1/tasks/${second}`, { remind_at: "2030-01-01T12:00:00Z" });
    expect(await remind("2030-01-01T01:00:00Z")).toBe(1);
    const isHeld = and(
      eq(affiliateAssignments.memberId, agent.memberId),
      eq(affiliateAssignments.affiliateId, affiliate(0)),
    );
    await owner((db) => db.update(affiliateAssignments).set({ endedAt: new Date() }).where(isHeld));
    expect((await shop.patch(`/v1/tasks/${second}`, { title: "Not to be known" })).status).toBe(200);
    expect((await asAgent("GET", `/v1/tasks/${second}`)).status).toBe(404);
    expect(await remind("2030-01-01T13:00:00Z")).toBe(0);
    expect(await sent()).toEqual([[agent.email, "First"]]);
    expect((await shop.get(`/v1/tasks/${first}`)).body.assignee_id).toBe(agent.memberId);
    await owner((db) => db.update(affiliateAssignments).set({ endedAt: null }).where(isHeld));
    expect(await remind("2030-01-01T13:00:00Z")).toBe(1);
  });
});

it("tells of clicks, sales and payouts in a timeline to who may list them", async () => {
  await paySale(shop.database, shop.sample);
  const kinds = ["first_click", "first_sale", "payout"];
  const told = async (...more: Permission[]) => {
    const scopes: Permission[] = ["crm:read", ...more];
    const { key } = await owner((db) => insertKey(db, shop.sample.workspaceId, { scopes }));
    const { body } = await shop.get(`/v1/affiliates/${affiliate(0)}/timeline`, key);
    return body.data.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kinds.includes(kind));
  };
  expect(await told()).toEqual([]);
  expect(await told("clicks:read")).toEqual(["first_click"]);
  expect(await told("commissions:read")).toEqual(["first_sale"]);
  expect(await owner((db) => db.$count(payouts))).toBeGreaterThan(0);
  expect(await told("payouts:read")).toContain("payout");
  expect((await told("clicks:read", "commissions:read", "payouts:read")).sort()).toEqual([...new Set(kinds)]);
});
