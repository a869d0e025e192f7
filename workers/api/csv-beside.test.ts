import { expect, it } from "vitest";
import { apiWithSample } from "../../tests/support/api-with-sample.ts";
import { insertKey } from "../../tests/support/call-api.ts";
import { asOwner } from "../../tests/support/sample.ts";

const shop = apiWithSample();
const ask = (path: string, accept: string, by = shop.key) =>
  shop.api.call("GET", path, by, undefined, { accept });
const typeOf = ({ headers }: { readonly headers: Headers }) => headers.get("content-type")?.split(";")[0];

it.each([
  ["/v1/programs", "/v1/programs/export"],
  ["/v1/affiliates?status=active", "/v1/affiliates/export?status=active"],
  [
    "/v1/reports?from=2026-11-01&to=2026-11-08&metrics=clicks",
    "/v1/reports/csv?from=2026-11-01&to=2026-11-08&metrics=clicks",
  ],
])("gives %s as the file beside it where CSV is preferred", async (path, file) => {
  const [asked, given] = [await ask(path, "application/json;q=0.5, text/csv"), await ask(file, "*/*")];
  expect([asked.status, typeOf(asked), asked.body]).toEqual([200, "text/csv", given.body]);
  expect(asked.headers.get("vary")).toContain("Accept");
  expect(asked.headers.get("cache-control")).toBe("private, no-store");
});

it.each(["*/*", "application/json", "text/html, text/csv;q=0.1, application/json;q=0.9", "text/plain", ""])(
  "gives JSON to who accepts %j, and says that it depends",
  async (accept) => {
    const answer = await ask("/v1/programs", accept);
    expect([answer.status, typeOf(answer)]).toEqual([200, "application/json"]);
    expect(answer.headers.get("vary")).toContain("Accept");
  },
);

it("asks for the permission of the file, and takes its parameters alone", async () => {
  const { workspaceId } = shop.sample;
  const { key } = await asOwner(shop.database.ownerUrl, (db) =>
    insertKey(db, workspaceId, { scopes: ["affiliates:read"] }),
  );
  expect((await ask("/v1/affiliates", "application/json", key)).status).toBe(200);
  const refused = await ask("/v1/affiliates", "text/csv", key);
  expect([refused.status, refused.body.error.code]).toEqual([403, "forbidden"]);
  const cut = await ask("/v1/affiliates?limit=1", "text/csv");
  expect([cut.status, cut.body.error.param]).toEqual([422, "limit"]);
});

it("gives JSON where there is no file", async () => {
  const answer = await ask("/v1/commissions", "text/csv");
  expect([answer.status, typeOf(answer), answer.headers.get("vary")]).toEqual([
    200,
    "application/json",
    null,
  ]);
});

it("is told of in the document", async () => {
  const { paths } = (await ask("/openapi.json", "*/*")).body;
  const typesOf = (path: string) => Object.keys(paths[path].get.responses["200"].content);
  expect([typesOf("/v1/programs"), typesOf("/v1/commissions")]).toEqual([
    ["application/json", "text/csv"],
    ["application/json"],
  ]);
});
