import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../platform/random.ts";
import { couponResource } from "../../services/coupons/coupons.ts";
import { tagResource } from "../../services/crm/names.ts";
import { linkResource } from "../../services/links/links.ts";
import type { Resource } from "../../services/resources/resource.ts";
import { type Operation, writeRows } from "../../services/resources/write-rows.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { type Answer, insertKey } from "../support/call-api.ts";
import { standardEntities } from "../support/resource-calls.ts";
import { asOwner, contextOf, countStatements } from "../support/sample.ts";

const shop = apiWithSample();
type Bodies = Awaited<ReturnType<typeof standardEntities>>;
let entities: Bodies;
beforeAll(async () => {
  entities = await standardEntities(shop);
});

const PATHS = [
  ...["affiliates", "programs", "offers", "creatives", "groups", "tags", "contacts", "notes", "tasks"],
  ...["pipelines", "stages", "segments", "saved-reports", "links", "coupons", "link-domains"],
  ...["webhook-endpoints", "postbacks"],
].map((name) => `/v1/${name}`);

const refusal = ({ status, body }: Answer): readonly unknown[] => [
  status,
  ...body.error.errors.map(({ param, message }: { param: string; message: string }) => `${param} ${message}`),
];
const make = async (path: string, name: string): Promise<Answer["body"]> => {
  const { status, body } = await shop.post(path, entities[path]?.make(name));
  expect([status, body.error]).toEqual([201, undefined]);
  return body;
};
const upload = (path: string, text: string) =>
  shop.api.call("POST", `${path}/imports`, shop.key, new Blob([text]), { "content-type": "text/csv" });
const withTag = (method: string, path: string, tag: string, body?: unknown) =>
  shop.api.call(method, path, shop.key, body, { "if-match": tag });

describe("a file that names one thing twice", () => {
  it("is judged by all its rows, though one says only what stands", async () => {
    const { id } = await make("/v1/tags", "Named twice");
    await shop.patch(`/v1/tags/${id}`, { color: "#111111" });
    const { body } = await upload("/v1/tags", `id,color\n${id},#111111\n${id},#222222\n`);
    expect(body.results.map(({ status }: { status: string }) => status)).toEqual(["unchanged", "refused"]);
    expect((await shop.get(`/v1/tags/${id}`)).body.color).toBe("#111111");
  });
});

describe.each(PATHS)("%s", (path) => {
  it("is changed by the version that was seen, archived and restored, and told with each field before and after", async () => {
    const { id, ...made } = await make(path, "Versioned");
    const own = `${path}/${id}`;
    expect(made.updated_at).toBe(made.created_at);
    expect((await shop.api.call("GET", own, shop.key)).headers.get("etag")).toBe('"1"');
    const changed = await withTag("PATCH", own, '"1"', entities[path]?.change);
    expect([changed.status, changed.headers.get("etag"), changed.body.version]).toEqual([200, '"2"', 2]);
    expect({ ...changed.body, ...made, id }).toEqual({ ...made, id });
    const stale = await withTag("PATCH", own, '"1"', entities[path]?.change);
    expect([stale.status, stale.body.error.code]).toEqual([412, "version_stale"]);
    expect((await withTag("POST", `${own}/archive`, '"9", "1"')).status).toBe(412);
    expect((await withTag("PATCH", own, "2", {})).status).toBe(422);
    expect((await shop.patch(own, entities[path]?.change)).headers.get("etag")).toBe('"2"');
    const archived = await withTag("POST", `${own}/archive`, "*");
    expect(archived.body.archived_at).toEqual(expect.any(String));
    expect((await shop.post(`${own}/archive`)).body).toEqual(archived.body);
    expect((await shop.patch(own, entities[path]?.change)).status).toBe(409);
    const ids = async (query: string) =>
      (await shop.api.list(`${path}${query}`, shop.key, 100)).map((row) => row.id);
    expect(await ids("")).not.toContain(id);
    expect(await ids("?archived=only")).toContain(id);
    expect((await shop.post(`${own}/restore`)).body.archived_at).toBeNull();
    expect(await ids("")).toContain(id);
    const acts = await shop.acts(id);
    const object = made.object as string;
    expect(acts.map(({ action }) => action)).toEqual(
      ["restored", "archived", "updated", "created"].map((did) => `${object}.${did}`),
    );
  });

  it("is changed once by two that saw the same version", async () => {
    const { id } = await make(path, "Twice");
    const both = [1, 2].map(() => withTag("PATCH", `${path}/${id}`, '"1"', entities[path]?.change));
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 412]);
  });

  it("is nowhere to be seen or changed from another workspace, and refuses what names nothing", async () => {
    const { id } = await make(path, "Own");
    const own = `${path}/${id}`;
    for (const answered of [
      await shop.get(own, shop.otherKey),
      await shop.patch(own, entities[path]?.change, shop.otherKey),
      await shop.post(`${own}/archive`, undefined, shop.otherKey),
      await shop.get(`${path}/none`),
    ]) {
      expect([answered.status, answered.body.error.code]).toEqual([404, "not_found"]);
    }
    const operations = [{ op: "archive", id }];
    const bulk = await shop.post(`${path}/bulk`, { operations }, shop.otherKey);
    expect(bulk.body.data).toMatchObject([{ status: "refused", error: { code: "not_found" } }]);
    expect((await shop.get(`${path}?q=Own&limit=1`, shop.otherKey)).status).toBeOneOf([200, 422]);
  });

  it("is told all that is wrong with a body and a query", async () => {
    const { status, body } = await shop.post(path, {
      nonsense: 1,
      id: "x",
      workspace_id: "ws_x",
      version: 7,
    });
    expect(status).toBe(422);
    const params = body.error.errors.map(({ param }: { param: string }) => param);
    expect(params).toEqual(expect.arrayContaining(["nonsense", "id", "workspace_id", "version"]));
    for (const query of ["nonsense=1", "sort=nonsense", "archived=maybe", "cursor=AAAA", "limit=0"]) {
      expect((await shop.get(`${path}?${query}`)).status, query).toBe(422);
    }
    for (const name of ["", null, 7, "a\u0000b", "\ud800", "x".repeat(20_000)]) {
      const [field = ""] = Object.keys(entities[path]?.make("x") ?? {}).slice(-1);
      expect((await shop.post(path, { ...entities[path]?.make("x"), [field]: name })).status).toBe(422);
    }
  });

  it("comes in by CSV and goes out by it, and what went out comes in again and changes nothing", async () => {
    await make(path, "=1+1");
    const { status, headers, body } = await shop.get(`${path}/export`);
    expect([status, headers.get("content-type")]).toEqual([200, "text/csv; charset=UTF-8"]);
    expect(body).not.toMatch(/(^|,)"?[=-]/m);
    expect(body).toMatch(/'=1\+1|'-c?11|,n11\./);
    const { isMadeApart, isNotImported } = entities[path] ?? {};
    const again = await upload(path, body);
    if (isMadeApart || isNotImported) return expect(again.status).toBe(405);
    expect(again.status).toBe(200);
    const { rows, created, updated, unchanged, refused } = again.body;
    expect([created, updated, unchanged, refused]).toEqual([0, 0, rows, 0]);
    expect((await upload(path, "nonsense\n1\n")).status).toBe(422);
    expect((await upload(path, "")).status).toBe(422);
    const typed = await shop.api.call("POST", `${path}/imports`, shop.key, {});
    expect(typed.status).toBe(415);
  });
});

it("that comes in again with one cell changed is changed in that alone, however odd its other cells are", async () => {
  const given = { name: "'=odd", email: "odd@csv.example", tags: ["a;b", "=c"] };
  const { body: made } = await shop.post("/v1/affiliates", given);
  const { body: file } = await shop.get("/v1/affiliates/export?q=odd@csv.example");
  const { body: told } = await upload("/v1/affiliates", file.replace(",content,", ",coupon,"));
  expect([told.rows, told.updated, told.results[0].error]).toEqual([1, 1, undefined]);
  const { body: stands } = await shop.get(`/v1/affiliates/${made.id}`);
  expect(stands).toEqual({ ...made, class: "coupon", version: 2, updated_at: stands.updated_at });
  const wrong = await upload("/v1/affiliates", file.replace(made.created_at, "2020-01-01T00:00:00.000Z"));
  expect(wrong.body.results[0].error.param).toBe("created_at");
});

describe("a list", () => {
  it("is filtered, searched and sorted, and its pages have every row once, whatever the order", async () => {
    for (const name of ["b", "a", "c", "A%", "_"]) await shop.post("/v1/tags", { name: `List ${name}` });
    const names = async (query: string) =>
      (await shop.api.list(`/v1/tags?${query}`, shop.key, 2)).map(({ name }) => name);
    const all = ["List b", "List a", "List c", "List A%", "List _"];
    expect(await names("name[contains]=list")).toEqual(all);
    const sorted = await names("q=LIST&sort=name");
    expect(sorted.toSorted()).toEqual(all.toSorted());
    expect(await names("q=LIST&sort=-name")).toEqual(sorted.toReversed());
    expect(await names("name[contains]=%25")).toEqual(["List A%"]);
    expect(await names("name[contains]=_")).toEqual(["List _"]);
    expect(await names("name=List%20a")).toEqual(["List a"]);
    expect(await names("q=list&created_at[gte]=2090-01-01T00:00:00Z")).toEqual([]);
  });

  it("takes no cursor of another order, list or workspace, nor one that was changed", async () => {
    for (const name of ["Cursor 1", "Cursor 2"]) await shop.post("/v1/tags", { name });
    const cursor: string = (await shop.get("/v1/tags?limit=1&sort=name")).body.next_cursor;
    const status = async (path: string, by?: string) => (await shop.get(path, by)).status;
    expect(await status(`/v1/tags?sort=name&cursor=${cursor}`)).toBe(200);
    expect(await status(`/v1/tags?cursor=${cursor}`)).toBe(422);
    expect(await status(`/v1/groups?sort=name&cursor=${cursor}`)).toBe(422);
    expect(await status(`/v1/tags?sort=name&cursor=${cursor}`, shop.otherKey)).toBe(422);
    expect(await status(`/v1/tags?sort=name&cursor=${cursor.slice(0, -2)}AA`)).toBe(422);
  });

  it("asks and shows no addresses to a caller that may see no personal data", async () => {
    const blind = await asOwner(shop.database.ownerUrl, (db) =>
      insertKey(db, shop.sample.workspaceId, { scopes: ["affiliates:read", "affiliates:export"] }),
    );
    const { body } = await shop.get("/v1/affiliates", blind.key);
    expect(body.data[0].email).toBeNull();
    for (const query of ["q=ada", "email=ada@affiliates.example", "email[contains]=a", "sort=email"]) {
      expect((await shop.get(`/v1/affiliates?${query}`, blind.key)).status, query).toBe(403);
    }
    expect((await shop.get("/v1/affiliates/export", blind.key)).body).not.toContain("@");
  });
});

describe("many at once", () => {
  it("are done or refused one by one, and each is told in its place", async () => {
    const { id } = (await shop.post("/v1/tags", { name: "Bulk" })).body;
    const operations = [
      { op: "create", set: { name: "Bulk new" } },
      { op: "create", set: { name: "Bulk new" } },
      { op: "create", set: { name: 7, colour: 1 } },
      { op: "update", id, version: 9, set: { color: "#000000" } },
      { op: "archive", id: newId("tag", 0) },
    ];
    const { status, body } = await shop.post("/v1/tags/bulk", { operations });
    expect(status).toBe(200);
    const told = body.data.map((each: Answer["body"]) => each.error?.code ?? each.status);
    expect(told).toEqual(["created", "conflict", "invalid_parameter", "version_stale", "not_found"]);
    const twice = {
      operations: [
        { op: "archive", id },
        { op: "restore", id },
      ],
    };
    const again = (await shop.post("/v1/tags/bulk", twice)).body.data;
    expect(again.map((each: Answer["body"]) => each.status)).toEqual(["archived", "refused"]);
    for (const wrong of [[], [{ op: "delete", id }], Array.from({ length: 101 }, () => operations[0])]) {
      expect(refusal(await shop.post("/v1/tags/bulk", { operations: wrong }))[0]).toBe(422);
    }
  });

  it("take no more statements than one, with all that they claim elsewhere", async () => {
    const { programId, affiliates, workspaceId } = shop.sample;
    const owner = { programId, affiliateId: affiliates[0].affiliateId };
    const vanity = { host: "go.example.com", isOwnHost: false };
    const make = {
      tag: (name: string) => ({ name }),
      link: (slug: string) => ({
        ...owner,
        slug,
        host: "go.example.com",
        destinationUrl: "https://shop.example/",
      }),
      coupon: (code: string) => ({ ...owner, code, vanity }),
    };
    const write = (resource: Resource<never>, fields: (name: string) => object, count: number) =>
      countStatements(shop.database.appUrl, async (db) => {
        const operations = Array.from(
          { length: count },
          (_, index): Operation => ({
            kind: "create",
            fields: { ...fields(`${resource.object}-${count}-${index}`) },
          }),
        );
        const outcomes = await writeRows(contextOf(db, workspaceId), resource, operations, {});
        expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
      });
    for (const [resource, fields] of [
      [tagResource, make.tag],
      [linkResource, make.link],
      [couponResource, make.coupon],
    ] as unknown as readonly (readonly [Resource<never>, (name: string) => object])[]) {
      expect([resource.object, await write(resource, fields, 500)]).toEqual([
        resource.object,
        await write(resource, fields, 1),
      ]);
    }
  });

  it("take no more than twice as many where some are refused elsewhere, of which nothing is left", async () => {
    const owner = { program_id: shop.sample.programId, affiliate_id: shop.sample.affiliates[0].affiliateId };
    const theirs = { program_id: shop.other.programId, affiliate_id: shop.other.affiliates[0].affiliateId };
    const to = { destination_url: "https://shop.example/" };
    await shop.post("/v1/links", { ...theirs, ...to, slug: "refused1" }, shop.otherKey);
    const codes = ["Kept1", "Refused1", "Kept2"];
    const operations = codes.map((code) => ({ op: "create", set: { ...owner, code, vanity: to } }));
    const { body } = await shop.post("/v1/coupons/bulk", { operations });
    expect(body.data.map((each: Answer["body"]) => each.error?.param ?? each.status)).toEqual([
      ...["created", "vanity", "created"],
    ]);
    const found = async (path: string) => (await shop.api.list(path, shop.key, 100)).length;
    expect([await found("/v1/coupons?code=refused1"), await found("/v1/links?slug=Refused1")]).toEqual([
      0, 0,
    ]);
    const [link] = await shop.api.list("/v1/links?slug=Kept2", shop.key, 1);
    expect(body.data[2].data.link_id).toBe(link?.id);
    expect(shop.store.read("link:go.example.com:kept2")).toMatchObject({ link_id: link?.id });
    expect(shop.store.read("link:go.example.com:REFUSED1")).toBeUndefined();
  });

  it("come of a file by row, and a row with an id changes what it names", async () => {
    const { id } = (await shop.post("/v1/tags", { name: "File" })).body;
    const rows = [`,File new,'-1`, `${id},,#111111`, `,File,`, `,File short`, `tag_none,,#222222`];
    const { body } = await upload("/v1/tags", `id,name,color\n${rows.join("\n")}\n`);
    expect(body.results.map(({ row, status }: Answer["body"]) => [row, status])).toEqual([
      [2, "refused"],
      [3, "updated"],
      [4, "refused"],
      [5, "refused"],
      [6, "refused"],
    ]);
    expect(body).toMatchObject({ rows: 5, created: 0, updated: 1, refused: 4 });
    expect((await shop.get(`/v1/tags/${id}`)).body.color).toBe("#111111");
  });
});
