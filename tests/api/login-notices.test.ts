import { expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { applicants } from "../support/applicants.ts";
import { signIn, tokenTo } from "../support/people.ts";
import { sendNotices } from "../support/sent-notices.ts";

const shop = apiWithSample();
const { apply, decide, newPerson, programWith } = applicants(shop);

/** Whom the notices that are due are to, by what they are of. */
const told = async () =>
  (await sendNotices(shop)).map(({ to, subject }) => `${to} ${subject.slice(6)}`).sort();
const newAffiliate = async (email: string): Promise<string> =>
  (await shop.post("/v1/affiliates", { name: "Known", email })).body.id;
const somebody = (to: string) => `${to} somebody may sign in as you`;

it("an affiliate is told of a login by invitation and of one that is given back, once each", async () => {
  const id = await newAffiliate("known@a.example");
  await shop.post(`/v1/affiliates/${id}/invitations`, { email: "stranger@a.example" });
  const browser = await signIn(shop, "stranger@a.example");
  expect(await told()).toEqual([]);
  const token = await tokenTo(shop, "stranger@a.example", "invitation");
  for (const _twice of [1, 2]) await browser.call("POST", "/v1/invitations/accept", { token });
  const mails = await sendNotices(shop);
  expect(mails.map(({ to }) => to)).toEqual(["known@a.example"]);
  expect(mails[0]?.text).toContain("may say where you are paid");
  expect(mails[0]?.text).not.toContain("stranger");
  const login = `/v1/affiliates/${id}/logins/${(await browser.call("GET", "/v1/people/me")).body.id}`;
  await shop.post(`${login}/remove`);
  await shop.patch(`/v1/affiliates/${id}`, { email: "moved@a.example" });
  expect(await told()).toEqual(["known@a.example your e-mail address was changed"]);
  for (const _twice of [1, 2]) expect((await shop.post(`${login}/restore`)).status).toBe(200);
  expect(await told()).toEqual([somebody("known@a.example"), somebody("moved@a.example")]);
});

it("an affiliate is told of a login by an approval that names it, and a new one is not", async () => {
  const id = await newAffiliate("named@a.example");
  const programId = await programWith();
  for (const [body, expected] of [
    [{ affiliate_id: id }, [somebody("named@a.example")]],
    [{}, []],
  ] as const) {
    const { browser } = await newPerson();
    const application = (await apply(browser, programId)).body.id;
    expect((await decide(application, "approve", body)).status).toBe(200);
    expect(await told()).toEqual(expected);
  }
});
