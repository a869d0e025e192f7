import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { KeyId } from "../../core/shared/id.ts";
import { members, notices } from "../../db/schema/index.ts";
import { openJson } from "../../platform/envelope.ts";
import { remindTasks } from "../../services/crm/remind-tasks.ts";
import { type Mail, noticePlace } from "../../services/notices/add-notices.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import type { Answer } from "../support/call-api.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import { insertMember, insertSignedIn } from "../support/member-rows.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../support/sample.ts";

const shop = apiWithSample();
const DAY_MS = 86_400_000;

const refusal = ({ status, body }: Answer): readonly unknown[] => [
  status,
  ...body.error.errors.map(({ param, message }: { param: string; message: string }) => `${param} ${message}`),
];
const newAffiliate = async (fields: object = {}): Promise<string> =>
  (await shop.post("/v1/affiliates", { name: "Joan", email: "joan@a.example", ...fields })).body.id;
const newSegment = async (name: string, rule: object): Promise<string> =>
  (await shop.post("/v1/segments", { name, rule })).body.id;
const membersOf = async (id: string): Promise<readonly string[]> =>
  (await shop.api.list(`/v1/segments/${id}/affiliates`, shop.key, 2)).map(({ id: of }) => of).sort();
const newStage = async (name: string): Promise<string> => {
  const pipeline = await shop.post("/v1/pipelines", { name: `${name} pipeline` });
  return (await shop.post("/v1/stages", { pipeline_id: pipeline.body.id, name })).body.id;
};

/** A click and a sale of the sample's first affiliate. */
const sell = () =>
  asOwner(shop.database.ownerUrl, async (db) => {
    const { sample } = shop;
    const { text } = await insertClick(db, sample, sample.affiliates[0]);
    await settleSale(contextOf(db, sample.workspaceId), sample, {
      externalId: crypto.randomUUID(),
      clickIds: [text],
    });
  });

describe("a segment", () => {
  it("is those that its rule describes, in pages and by number, and nobody of another workspace", async () => {
    const vip = await newAffiliate({ tags: ["vip"], group: "gold", country: "DE" });
    const silver = await newAffiliate({ tags: ["vip"], group: "silver", country: "FR" });
    const plain = await newAffiliate({ group: "gold", tier: "2" });
    const segment = await newSegment("Vips or second tier", {
      any: [
        {
          all: [
            { field: "tag", has: "vip" },
            { field: "group", in: ["gold"] },
          ],
        },
        { field: "tier", in: ["2"] },
      ],
    });
    expect(await membersOf(segment)).toEqual([vip, plain].sort());
    expect((await shop.get(`/v1/segments/${segment}/count`)).body.count).toBe(2);
    const french = await newSegment("French", { all: [{ field: "country", in: ["FR"] }] });
    expect(await membersOf(french)).toEqual([silver]);
    expect((await shop.get(`/v1/segments/${segment}/count`, shop.otherKey)).status).toBe(404);
    const all = await shop.post("/v1/segments", { name: "All", rule: { all: [] } }, shop.otherKey);
    const { count } = (await shop.get(`/v1/segments/${all.body.id}/count`, shop.otherKey)).body;
    expect(count).toBe(2);
  });

  it("knows who had no click and no sale for long, what was earned, and who signed up when", async () => {
    await sell();
    const sold = shop.sample.affiliates[0].affiliateId;
    const idle = await newAffiliate({ tags: ["idle"] });
    const among = {
      any: [
        { field: "tag", has: "idle" },
        { field: "tag", lacks: "nobody has it" },
      ],
    };
    const noSale = await newSegment("No sale", { all: [among, { field: "no_sale", days: 30 }] });
    const noSaleIds = await membersOf(noSale);
    expect([noSaleIds.includes(idle), noSaleIds.includes(sold)]).toEqual([true, false]);
    const money = { days: 30, currency: "EUR" };
    const earned = await newSegment("Earned", { all: [{ field: "earned", ...money, at_least_minor: "1" }] });
    expect(await membersOf(earned)).toEqual([sold]);
    const little = await newSegment("Little", { all: [{ field: "earned", ...money, at_most_minor: "0" }] });
    const littleIds = await membersOf(little);
    expect([littleIds.includes(idle), littleIds.includes(sold)]).toEqual([true, false]);
    const noClick = await newSegment("No click", { all: [{ field: "no_click", days: 30 }] });
    expect(await membersOf(noClick)).toContain(idle);
    const old = await newSegment("Old", { all: [{ field: "signed_up", before: "2020-01-01T00:00:00Z" }] });
    expect(await membersOf(old)).toEqual([]);
  });

  it.each<[object, string]>([
    [{}, "rule must have either all or any"],
    [{ all: 1 }, "rule.all must be a list"],
    [{ all: [], any: [] }, "rule must have either all or any, and nothing else"],
    [{ all: [{ field: "colour" }] }, "rule.all[0].field must be one of"],
    [{ any: [{ all: [{ field: "tag" }] }] }, "rule.any[0].all[0].has or lacks must be given, and not both"],
    [{ all: [{ field: "no_click", days: 0 }] }, "rule.all[0].days must be a whole number from 1 to 3650"],
    [{ all: [{ field: "group", in: [] }] }, "rule.all[0].in must be a list of 1 to 100 texts"],
    [{ all: [{ field: "group", in: ["a"], x: 1 }] }, "rule.all[0].x is not a field of this condition"],
    [{ all: [{ field: "signed_up", before: "soon" }] }, "rule.all[0].before must be a time in UTC"],
    [
      { all: [{ field: "signed_up", after: "2026-02-30T00:00:00Z" }] },
      "rule.all[0].after must be a time in UTC",
    ],
    [
      { all: [{ field: "signed_up", after: "0000-01-01T00:00:00Z" }] },
      "rule.all[0].after must be of the years",
    ],
    [{ all: [{ field: "earned", days: 1, currency: "EUR" }] }, "rule.all[0].at_least_minor or at_most_minor"],
    [
      { all: Array.from({ length: 51 }, () => ({ field: "tag", has: "a" })) },
      "rule must not have more than 50 parts",
    ],
  ])("is refused by the path of what is wrong: %j", async (rule, problem) => {
    const answered = refusal(await shop.post("/v1/segments", { name: "Wrong", rule }));
    expect([answered[0], String(answered[1])]).toEqual([422, expect.stringContaining(problem)]);
  });

  it("whose rule was kept with a day that there is none of is refused wherever it is used, by the part of the rule", async () => {
    const known = { field: "group", in: ["gold"] };
    const rule = { all: [known, { any: [{ field: "signed_up", before: "2026-02-28T00:00:00Z" }] }] };
    const id = await newSegment("Of old", rule);
    await asOwner(shop.database.ownerUrl, (db) =>
      db.execute(
        sql`update segments set rule = replace(rule::text, '02-28', '02-30')::jsonb where id = ${id}`,
      ),
    );
    const wrong = "rule.all[1].any[0].before must be a time in UTC, e.g. 2026-11-20T10:00:00Z";
    const path = `/v1/segments/${id}`;
    for (const view of ["affiliates", "count"])
      expect(refusal(await shop.get(`${path}/${view}`))).toEqual([409, wrong]);
    const tagged = await shop.post(`${path}/apply`, { action: "add_tag", tag: "old" });
    expect(refusal(tagged)).toEqual([409, wrong]);
    expect((await shop.patch(path, { rule: { all: [known] } })).status).toBe(200);
    expect((await shop.get(`${path}/count`)).status).toBe(200);
  });

  it("has all of its affiliates tagged, moved and untagged, once each, with an act for each", async () => {
    const [first, second] = [await newAffiliate({ tier: "bulk" }), await newAffiliate({ tier: "bulk" })];
    const segment = await newSegment("Bulk", { all: [{ field: "tier", in: ["bulk"] }] });
    const apply = async (body: object) => (await shop.post(`/v1/segments/${segment}/apply`, body)).body;
    expect(await apply({ action: "add_tag", tag: "called" })).toEqual({
      ...{ object: "segment_application", changed: 2, has_more: false },
    });
    expect(await apply({ action: "add_tag", tag: "called" })).toMatchObject({ changed: 0 });
    expect((await shop.get("/v1/tags?name=called")).body.data).toHaveLength(1);
    const stage = await newStage("Called");
    expect(await apply({ action: "stage", stage_id: stage })).toMatchObject({ changed: 2 });
    expect((await shop.get(`/v1/affiliates?stage_id=${stage}`)).body.data).toHaveLength(2);
    expect(await apply({ action: "remove_tag", tag: "called" })).toMatchObject({ changed: 2 });
    const { body } = await shop.get(`/v1/affiliates/${second}`);
    expect([body.tags, body.stage_id]).toEqual([[], stage]);
    expect((await shop.acts(first)).map(({ action }) => action)).toEqual([
      ...["affiliate.updated", "affiliate.updated", "affiliate.updated", "affiliate.created"],
    ]);
    const nobody = { action: "stage", stage_id: "stg_nobody" };
    expect(refusal(await shop.post(`/v1/segments/${segment}/apply`, nobody))).toEqual([
      ...[422, "stage_id names nothing in this workspace"],
    ]);
  });
});

describe("an affiliate", () => {
  it("moves from stage to stage, and its timeline tells of that and of all else, the last first", async () => {
    const id = await newAffiliate();
    const [first, second] = [await newStage("First"), await newStage("Second")];
    const path = `/v1/affiliates/${id}`;
    expect((await shop.post(`${path}/stage`, { stage_id: first })).body.stage_id).toBe(first);
    await shop.post(`${path}/stage`, { stage_id: first });
    await shop.post(`${path}/stage`, { stage_id: second });
    await shop.post("/v1/notes", { affiliate_id: id, text: "Called.\nLikes shoes." });
    const due_at = "2090-01-01T00:00:00Z";
    const task = await shop.post("/v1/tasks", { affiliate_id: id, title: "Call again", due_at });
    await shop.patch(`/v1/tasks/${task.body.id}`, { done: true });
    await shop.patch(path, { email: "new@a.example" });
    const events = await shop.api.list(`${path}/timeline`, shop.key, 2);
    expect(events.map(({ kind }) => kind)).toEqual([
      ...["message", "task_done", "task_created", "note", "stage_moved", "stage_moved", "signed_up"],
    ]);
    expect(events[4]?.detail).toMatchObject({ from_stage_id: first, to_stage_id: second });
    expect(events[2]?.detail).toEqual({ title: "Call again", due_at: "2090-01-01T00:00:00.000Z" });
    expect((await shop.get(`${path}/timeline`, shop.otherKey)).status).toBe(404);
    const cursor = (await shop.get("/v1/affiliates?limit=1")).body.next_cursor;
    expect((await shop.get(`${path}/timeline?cursor=${cursor}`)).status).toBe(422);
    expect(refusal(await shop.post(`${path}/stage`, {}))).toEqual([422, "stage_id is required"]);
    expect((await shop.post(`${path}/stage`, { stage_id: null }, shop.otherKey)).status).toBe(404);
  });

  it("tells of its first sale in its timeline", async () => {
    await sell();
    const { body } = await shop.get(`/v1/affiliates/${shop.sample.affiliates[0].affiliateId}/timeline`);
    expect(body.data.map(({ kind }: { kind: string }) => kind)).toContain("first_sale");
  });
});

describe("a task", () => {
  /** To whom reminders were left to be sent. */
  const sentTo = () =>
    asOwner(shop.database.ownerUrl, async (db) => {
      const rows = await db.select().from(notices).where(eq(notices.kind, "task_reminder"));
      const opened = rows.map((row) =>
        openJson<Mail>(row.sealed, { keys: ENVELOPE_KEYS, place: noticePlace(row) }),
      );
      return (await Promise.all(opened)).map(({ to }) => to);
    });
  const remind = (at: Date) =>
    asOwner(shop.database.ownerUrl, (db) =>
      remindTasks(contextOf(db, shop.sample.workspaceId, at), ENVELOPE_KEYS),
    );

  const person = () =>
    asOwner(shop.database.ownerUrl, async (db) => {
      const { personId } = await insertSignedIn(db);
      const { workspaceId } = shop.sample;
      const memberId = await insertMember(db, personId, { workspaceId, role: "manager" });
      return { memberId, email: `${personId}@people.example` };
    });

  it("is reminded of once for each time it is set to, and not once it is done", async () => {
    const { memberId, email } = await person();
    const now = Date.now();
    const at = (days: number) => new Date(now + days * DAY_MS).toISOString();
    const asked = { title: "Call", due_at: at(2), remind_at: at(1), assignee_id: memberId };
    const { id } = (await shop.post("/v1/tasks", asked)).body;
    const done = (await shop.post("/v1/tasks", { ...asked, done: true })).body;
    expect([done.done_at, done.done_by]).toEqual([expect.any(String), expect.stringMatching(/^key:key_/)]);
    expect(await remind(new Date(now))).toBe(0);
    const runs = await Promise.all([1, 2, 3].map(() => remind(new Date(now + DAY_MS))));
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await remind(new Date(now + DAY_MS))).toBe(0);
    expect((await shop.get(`/v1/tasks/${id}`)).body.version).toBe(1);
    await shop.patch(`/v1/tasks/${id}`, { remind_at: at(1.5) });
    expect(await remind(new Date(now + 2 * DAY_MS))).toBe(1);
    expect(await sentTo()).toEqual([email, email]);
    const told = (days: number, of = days) => ({
      remind_at: at(of),
      reminded_at: { from: null, to: at(days) },
    });
    const reminded = (await shop.acts(id as KeyId)).filter(({ action }) => action === "task.reminded");
    expect(reminded.map(({ change }) => change)).toEqual([told(2, 1.5), told(1)]);
  });

  it("is only for members of the workspace, and left by who is removed, with a row for each task", async () => {
    const { memberId } = await person();
    const due = { title: "Call", due_at: "2090-01-02T00:00:00Z" };
    const asked = { ...due, remind_at: "2090-01-01T00:00:00Z", assignee_id: memberId };
    const open = (await shop.post("/v1/tasks", asked)).body.id;
    const done = (await shop.post("/v1/tasks", { ...asked, done: true })).body.id;
    const refused = [422, "assignee_id is no member of the workspace"];
    for (const assignee_id of ["mem_01m7yd7s8b7w1et6j81kfqs7nf", "joan@team.example"]) {
      expect(refusal(await shop.post("/v1/tasks", { ...due, assignee_id }))).toEqual(refused);
    }
    expect(refusal(await shop.post("/v1/tasks", { ...due, assignee_id: memberId }, shop.otherKey))).toEqual(
      refused,
    );
    expect((await shop.get(`/v1/tasks?assignee_id=${memberId}`)).body.data).toHaveLength(2);
    expect((await shop.post(`/v1/members/${memberId}/remove`)).status).toBe(200);
    const left = (await shop.get(`/v1/tasks/${open}`)).body;
    expect([left.assignee_id, left.remind_at, left.version]).toEqual([null, null, 2]);
    expect((await shop.get(`/v1/tasks/${done}`)).body.assignee_id).toBe(memberId);
    const acts = await shop.acts(open);
    expect(acts[0]).toMatchObject({
      action: "task.updated",
      change: { assignee_id: { from: memberId, to: null }, remind_at: { to: null } },
    });
    expect(refusal(await shop.patch(`/v1/tasks/${open}`, { assignee_id: memberId }))).toEqual(refused);
    expect((await shop.patch(`/v1/tasks/${open}`, { title: "Write" })).status).toBe(200);
  });

  it("is left by who was removed elsewhere once the cron comes by, and nobody is reminded of it", async () => {
    const { memberId } = await person();
    const asked = { title: "Call", due_at: "2030-01-02T00:00:00Z", remind_at: "2030-01-01T00:00:00Z" };
    const { id } = (await shop.post("/v1/tasks", { ...asked, assignee_id: memberId })).body;
    await asOwner(shop.database.ownerUrl, (db) =>
      db.update(members).set({ status: "removed", removedAt: new Date() }).where(eq(members.id, memberId)),
    );
    expect(await remind(new Date("2030-01-01T00:00:00Z"))).toBe(0);
    expect((await shop.get(`/v1/tasks/${id}`)).body.assignee_id).toBe(null);
    expect((await shop.acts(id)).map(({ action }) => action)).toEqual(["task.updated", "task.created"]);
  });

  it("is refused a reminder of nobody", async () => {
    const asked = { title: "Call", due_at: "2090-01-02T00:00:00Z", remind_at: "2090-01-01T00:00:00Z" };
    expect(refusal(await shop.post("/v1/tasks", asked))).toEqual([
      ...[422, "assignee_id is required, since somebody is to be reminded"],
    ]);
  });
});
