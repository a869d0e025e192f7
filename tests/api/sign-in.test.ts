import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../platform/sha256.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { asOwnerSql, codeTo, mailsTo, openBrowser, signIn } from "../support/people.ts";

const shop = apiWithSample();

const askCode = async (email: string, browser = openBrowser(shop)) => {
  const { status, body } = await browser.call("POST", "/v1/sign-in/code", { email });
  return { browser, status, id: body.id as string, code: await codeTo(shop, email) };
};
const verify = (browser: ReturnType<typeof openBrowser>, id: string, code: string) =>
  browser.call("POST", "/v1/sign-in/code/verify", { id, code });
const wrongOf = (code: string) => `${code.slice(0, -1)}${(Number(code.slice(-1)) + 1) % 10}`;

describe("a code by mail", () => {
  it("signs in whoever gives it back, and makes the person that is new", async () => {
    const { browser, status, id, code } = await askCode("Ada@Mail.example");
    expect(status).toBe(202);
    const answer = await verify(browser, id, ` ${code.slice(0, 4)} ${code.slice(4)}`);
    expect([answer.status, answer.body.status]).toEqual([200, "signed_in"]);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^tb_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const me = await browser.call("GET", "/v1/people/me");
    expect(me.body).toMatchObject({ object: "person", email: "ada@mail.example", has_password: false });
    const again = await signIn(shop, "ada@mail.example");
    expect((await again.call("GET", "/v1/people/me")).body.id).toBe(me.body.id);
  });

  it("answers an address that is known as one that is not", async () => {
    await signIn(shop, "known@mail.example");
    const known = await openBrowser(shop).call("POST", "/v1/sign-in/code", { email: "known@mail.example" });
    const unknown = await openBrowser(shop).call("POST", "/v1/sign-in/code", {
      email: "unknown@mail.example",
    });
    const shapeOf = ({ body }: typeof known) => ({ ...body, id: "", expires_at: "" });
    expect([unknown.status, shapeOf(unknown)]).toEqual([known.status, shapeOf(known)]);
    const kinds = (await mailsTo(shop, "unknown@mail.example")).map(({ kind }) => kind);
    expect(kinds).toEqual(["sign_in_code"]);
  });

  it("is good once, however many give it back at once", async () => {
    const { id, code } = await askCode("race@mail.example");
    const answers = await Promise.all([1, 2, 3].map(() => verify(openBrowser(shop), id, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await verify(openBrowser(shop), id, code)).status).toBe(401);
  });

  it("is of no use after five tries, though they come at once, nor after ten minutes, nor of another's", async () => {
    const tried = await askCode("tried@mail.example");
    const wrong = await Promise.all(
      Array.from({ length: 8 }, () => verify(openBrowser(shop), tried.id, wrongOf(tried.code))),
    );
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await verify(openBrowser(shop), tried.id, tried.code)).status).toBe(401);
    const late = await askCode("late@mail.example");
    await asOwnerSql(shop, `update sign_in_proofs set expires_at = now() where id = '${late.id}'`);
    expect((await verify(late.browser, late.id, late.code)).status).toBe(401);
    const other = await askCode("other@mail.example");
    expect((await verify(other.browser, other.id, late.code)).status).toBe(401);
    expect((await verify(other.browser, "prf_none", other.code)).status).toBe(401);
    expect((await verify(other.browser, "no id", other.code)).status).toBe(401);
  });

  it("is asked for three times, and then after a wait that is said", async () => {
    const statuses = [];
    for (let time = 0; time < 4; time += 1) statuses.push((await askCode("eager@mail.example")).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    const refused = await openBrowser(shop).call("POST", "/v1/sign-in/code", { email: "eager@mail.example" });
    expect(refused.body.error.code).toBe("rate_limited");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(30);
  });
});

it("says of a password when it may be tried again: in half a minute, and not in a whole one", async () => {
  const tried = [];
  for (let time = 0; time < 6; time += 1) {
    const given = { email: "locked@mail.example", password: "wrong wrong wrong" };
    tried.push(await openBrowser(shop).call("POST", "/v1/sign-in/password", given));
  }
  expect(tried.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  const seconds = Number(tried.at(-1)?.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(15);
  expect(seconds).toBeLessThanOrEqual(30);
});

describe("a session", () => {
  it("is kept as a hash alone, and its mail and its code are sealed or hashed", async () => {
    const browser = await signIn(shop, "dump@mail.example");
    const { id, code } = await askCode("dump@mail.example");
    const token = browser.cookie?.split("=")[1] ?? "";
    const tables = ["sessions", "sign_in_proofs", "person_mails", "person_events", "sign_in_throttles"];
    const dump = (
      await Promise.all(
        tables.map((name) => asOwnerSql(shop, `select json_agg(t)::text as text from ${name} t`)),
      )
    )
      .map((result) => (result as { rows: { text: string }[] }).rows[0]?.text)
      .join();
    expect(dump).toContain(sha256Hex(token));
    for (const secret of [token, code, "dump@mail.example"]) expect(dump, secret).not.toContain(secret);
    expect(dump).toContain(id);
  });

  it("takes a new token at each sign-in, and the one before it ends", async () => {
    const browser = await signIn(shop, "twice@mail.example");
    const first = browser.cookie;
    await signIn(shop, "twice@mail.example", browser);
    expect(browser.cookie).not.toBe(first);
    expect((await browser.call("GET", "/v1/people/me")).status).toBe(200);
    expect((await browser.call("GET", "/v1/people/me", undefined, { cookie: first ?? "" })).status).toBe(401);
  });

  it("ends by sign-out, which takes the cookie back", async () => {
    const browser = await signIn(shop, "out@mail.example");
    const cookie = browser.cookie ?? "";
    const answer = await browser.call("POST", "/v1/session/sign-out");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toMatch(/^tb_session=; Path=\/; Max-Age=0;/);
    expect((await browser.call("GET", "/v1/people/me", undefined, { cookie })).status).toBe(401);
  });

  it("is listed, and ended one by one or all others at once; another's is not there", async () => {
    const [one, two, three] = [
      await signIn(shop, "many@mail.example"),
      await signIn(shop, "many@mail.example"),
      await signIn(shop, "many@mail.example"),
    ];
    const stranger = await signIn(shop, "stranger@mail.example");
    const { body } = await one.call("GET", "/v1/sessions");
    expect(body.data).toHaveLength(3);
    expect(body.data.filter((each: { is_current: boolean }) => each.is_current)).toHaveLength(1);
    const theirs = body.data[0].id;
    expect((await stranger.call("POST", `/v1/sessions/${theirs}/revoke`)).status).toBe(404);
    expect((await one.call("POST", `/v1/sessions/${theirs}/revoke`)).status).toBe(200);
    expect((await three.call("GET", "/v1/people/me")).status).toBe(401);
    expect((await one.call("POST", "/v1/sessions/revoke-others")).body.revoked).toBe(1);
    expect((await two.call("GET", "/v1/people/me")).status).toBe(401);
    expect((await one.call("GET", "/v1/people/me")).status).toBe(200);
    expect((await stranger.call("GET", "/v1/people/me")).status).toBe(200);
  });

  it.each([
    ["12 hours without use", "last_used_at = now() - interval '12 hours 1 second'"],
    ["30 days", "expires_at = now()"],
  ])("ends after %s", async (_, change) => {
    const browser = await signIn(shop, "idle@mail.example");
    const { body } = await browser.call("GET", "/v1/sessions");
    const current = body.data.find((each: { is_current: boolean }) => each.is_current);
    await asOwnerSql(shop, `update sessions set ${change} where id = '${current.id}'`);
    expect((await browser.call("GET", "/v1/people/me")).status).toBe(401);
    await asOwnerSql(shop, "delete from sign_in_throttles");
  });

  it("is not taken from a cookie that is there twice, cut, or of an API key", async () => {
    const browser = await signIn(shop, "cookie@mail.example");
    const cookie = browser.cookie ?? "";
    for (const given of [
      `${cookie}; ${cookie}`,
      cookie.slice(0, -1),
      `${cookie}x`,
      `x${cookie}`,
      "tb_session=",
    ]) {
      expect((await browser.call("GET", "/v1/people/me", undefined, { cookie: given })).status, given).toBe(
        401,
      );
    }
    expect((await shop.get("/v1/people/me")).status).toBe(401);
  });
});

describe("a call from another page", () => {
  const foreign: readonly (readonly [string, Record<string, string>, number])[] = [
    ["another origin", { origin: "https://evil.example" }, 403],
    ["another site", { "sec-fetch-site": "cross-site" }, 403],
    ["a neighbour's site", { "sec-fetch-site": "same-site" }, 403],
    ["the address bar", { "sec-fetch-site": "none" }, 403],
    ["a sandbox", { origin: "null" }, 403],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["a form as text", { "content-type": "text/plain" }, 415],
  ];

  it.each(foreign)("of %s changes nothing", async (_, headers, status) => {
    const browser = await signIn(shop, "csrf@mail.example");
    await asOwnerSql(shop, "delete from sign_in_throttles");
    const given = { name: "Mallory" };
    expect((await browser.call("PATCH", "/v1/people/me", given, headers)).status).toBe(status);
    expect(
      (await openBrowser(shop).call("POST", "/v1/sign-in/code", { email: "a@b.example" }, headers)).status,
    ).toBe(status);
    expect((await browser.call("GET", "/v1/people/me")).body.name).toBeNull();
  });

  it("without any origin, or with a body of no type, changes nothing", async () => {
    const browser = await signIn(shop, "bare@mail.example");
    const cookie = browser.cookie ?? "";
    const bare = await shop.api.fetch("POST", "/v1/session/sign-out", null, undefined, { cookie });
    expect(bare.status).toBe(403);
    const untyped = await shop.api.fetch("PATCH", "/v1/people/me", null, new Blob(['{"name":"x"}']), {
      ...{ cookie, origin: "http://localhost", "content-type": "" },
    });
    expect(untyped.status).toBe(415);
    expect((await browser.call("POST", "/v1/session/sign-out")).status).toBe(200);
  });
});

it("notes every sign-in, and every one that was refused, in a chain without an address", async () => {
  const email = "noted@mail.example";
  const { browser, id, code } = await askCode(email);
  await verify(browser, id, wrongOf(code));
  await verify(browser, id, code);
  const { body } = await browser.call("GET", "/v1/people/me/events");
  const actions = body.data.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(["session.started", "person.created"]);
  const { rows } = (await asOwnerSql(
    shop,
    `select stream, action, change::text as change, previous_hash, hash from person_events where stream in (
       select email_hash from people where email = '${email}') order by sequence`,
  )) as { rows: { action: string; change: string; previous_hash: string; hash: string }[] };
  expect(rows.map(({ action }) => action)).toEqual(["sign_in.code_requested", "sign_in.refused"]);
  expect(rows[1]?.previous_hash).toBe(rows[0]?.hash);
  expect(rows[1]?.change).toMatch(/"network": "[0-9a-f]{32}"/);
  expect(JSON.stringify(rows)).not.toContain("10.0.");
});
