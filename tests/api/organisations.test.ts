import { beforeEach, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { asOwnerSql, type Browser, signIn } from "../support/people.ts";

const shop = apiWithSample();
const DAY_SECONDS = 86_400;
let people = 0;
let ada: Browser;
beforeEach(async () => {
  people += 1;
  ada = await signIn(shop, `maker${people}@orgs.example`);
});

const make = (browser: Browser) =>
  browser.call("POST", "/v1/organisations", { name: "Acme", workspace: { name: "Shop", mode: "test" } });
const ownId = async (browser: Browser): Promise<string> =>
  (await browser.call("GET", "/v1/people/me")).body.id;
const madeBy = (id: string) => `created_by = 'person:${id}' and person_id = '${id}'`;

it("makes ten organisations of one's own a day, however many are asked for at once, and each person its own", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => make(ada)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(201), 429, 429]);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.body.error.code).toBe("rate_limited");
  const wait = Number(refused?.headers.get("retry-after"));
  expect(wait).toBeGreaterThan(DAY_SECONDS - 600);
  expect(wait).toBeLessThan(DAY_SECONDS + 600);
  expect((await ada.call("GET", "/v1/me")).body.organisations).toHaveLength(10);
  const jean = await signIn(shop, `other${people}@orgs.example`);
  expect((await make(jean)).status).toBe(201);
});

it("makes no more than twenty organisations that one still owns, of those that one made", async () => {
  const id = await ownId(ada);
  const old = `update members set created_at = now() - interval '2 days' where ${madeBy(id)}`;
  for (let days = 0; days < 2; days += 1) {
    for (let times = 0; times < 10; times += 1) expect((await make(ada)).status).toBe(201);
    await asOwnerSql(shop, old);
  }
  const { status, body } = await make(ada);
  expect([status, body.error.code, body.error.param]).toEqual([409, "conflict", "name"]);
  expect((await ada.call("GET", "/v1/me")).body.organisations).toHaveLength(20);
  await asOwnerSql(
    shop,
    `update members set created_by = 'person:another' where id = (select id from members where ${madeBy(id)} limit 1)`,
  );
  expect((await make(ada)).status).toBe(201);
});
