import { afterAll, beforeAll, expect, it } from "vitest";
import { apiWithSample } from "../tests/support/api-with-sample.ts";
import { addAuthenticator, asOwnerSql, codeTo, openBrowser, signIn } from "../tests/support/people.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { type ServedApi, serveApi } from "../tests/support/serve-api.ts";
import { asPerson } from "./sign-in.ts";

const shop = apiWithSample();
let served: ServedApi;
beforeAll(async () => {
  served = await serveApi(shop.api);
});
afterAll(() => served.stop());

/** A person who is signed in, and what its session's cookie holds. */
async function enter(email: string) {
  const browser = await signIn(shop, email, openBrowser(shop));
  const { body } = await browser.call("GET", "/v1/people/me");
  return { browser, personId: body.id as string, token: browser.cookie?.split("=")[1] ?? "" };
}
const verify = (token: string, ...more: string[]) =>
  runCommand(["audit", "verify", "--me", ...more], { TRIBUTARY_URL: served.url, TRIBUTARY_SESSION: token });

it("verifies one's own chain by one's session, and names the row that was changed", async () => {
  const { token, personId, browser } = await enter("own@chain.example");
  const { body } = await browser.call("GET", "/v1/people/me/events/verify");
  const { acts_count: acts, verified } = body;
  const intact = await verify(token);
  const said = `intact: ${acts} acts; ends at ${verified.sequence} ${verified.hash}`;
  expect([intact.code, intact.printed]).toEqual([0, said]);
  expect(JSON.parse((await verify(token, "--json")).printed)).toEqual(body);
  const change = `update person_events set actor = 'anyone' where stream = '${personId}' and sequence = 2`;
  await asOwnerSql(shop, `set session_replication_role = replica; ${change}; reset session_replication_role`);
  const broken = await verify(token);
  expect([broken.code, broken.printed]).toEqual([6, expect.stringMatching(/^broken at 2 .*: changed: /)]);
  const { code, printed } = await verify(token, "--json");
  expect([code, JSON.parse(printed)]).toMatchObject([6, { fault: { kind: "changed", sequence: "2" } }]);
});

it("ends with 3 by a session that ended, and with 2 where nothing tells who asks", async () => {
  const { token, browser } = await enter("ended@chain.example");
  await browser.call("POST", "/v1/session/sign-out", {});
  expect(await verify(token)).toMatchObject({ code: 3, warned: expect.stringContaining("Sign in") });
  expect(await verify("")).toMatchObject({ code: 2, warned: expect.stringContaining("TRIBUTARY_SESSION") });
  expect(await verify("a; b=c")).toMatchObject({ code: 2 });
  expect(await verify(token, "--key", "tb_live_x")).toMatchObject({ code: 2 });
});

it("signs in by a mailed code and an authenticator's, and ends that session after the work, whatever came of it", async () => {
  const email = "factor@chain.example";
  const { browser } = await enter(email);
  const { code } = await addAuthenticator(browser);
  const terminal = { env: {}, isInteractive: true, sleep: async () => undefined, warn: () => undefined };
  const questions = {
    email: async () => email,
    mailedCode: () => codeTo(shop, email),
    authenticatorCode: async () => code(),
  };
  let cookie = "";
  const work = async (given: string) => {
    cookie = given;
    expect((await openBrowser(shop).call("GET", "/v1/people/me", undefined, { cookie })).status).toBe(200);
    throw new Error("the work went wrong");
  };
  await expect(asPerson(served.url, terminal, work, questions)).rejects.toThrow("the work went wrong");
  expect((await openBrowser(shop).call("GET", "/v1/people/me", undefined, { cookie })).status).toBe(401);
  const wrong = { ...questions, mailedCode: async () => "00000000" };
  await expect(asPerson(served.url, terminal, work, wrong)).rejects.toMatchObject({ exitCode: 3 });
});

it("ends as the work does where its session cannot be ended, and says so", async () => {
  const email = "stays@chain.example";
  await enter(email);
  const warned: string[] = [];
  const warn = (line: string) => void warned.push(line);
  const terminal = { env: {}, isInteractive: true, sleep: async () => undefined, warn };
  const questions = {
    email: async () => email,
    mailedCode: () => codeTo(shop, email),
    authenticatorCode: async () => "",
  };
  served.fault = (path) => (path === "/v1/session/sign-out" ? { kind: "status", status: 503 } : undefined);
  try {
    expect(await asPerson(served.url, terminal, async () => 6, questions)).toBe(6);
  } finally {
    served.fault = () => undefined;
  }
  expect(warned).toEqual([expect.stringContaining("could not be ended")]);
});
