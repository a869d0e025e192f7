import { describe, expect, it } from "vitest";
import type { PersonId, SessionId } from "../../core/shared/id.ts";
import { withDatabase } from "../../db/client.ts";
import { changePassword } from "../../services/people/passwords.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import {
  addAuthenticator,
  asOwnerSql,
  type Browser,
  openBrowser,
  signIn,
  tokenTo,
} from "../support/people.ts";
import { softPasskey } from "../support/soft-passkey.ts";

const shop = apiWithSample();
const GOOD = "correct horse battery";
const BETTER = "staple of another kind";

async function withPassword(email: string): Promise<Browser> {
  const browser = await signIn(shop, email);
  expect((await browser.call("PUT", "/v1/people/me/password", { password: GOOD })).status).toBe(200);
  return browser;
}

const begin = async (email: string): Promise<string> => {
  const { body } = await openBrowser(shop).call("POST", "/v1/sign-in/password", { email, password: GOOD });
  expect(body.status).toBe("second_factor_required");
  return body.token;
};
const finish = (token: string, code: string) =>
  openBrowser(shop).call("POST", "/v1/sign-in/second-factor", { token, code });

async function resetLink(email: string): Promise<string> {
  expect((await openBrowser(shop).call("POST", "/v1/sign-in/password-reset", { email })).status).toBe(202);
  return tokenTo(shop, email, "password_reset");
}
const reset = (token: string, password = BETTER) =>
  openBrowser(shop).call("POST", "/v1/sign-in/password-reset/complete", { token, password });

describe("a sign-in that waits for its second factor ends", () => {
  it("where the password is reset", async () => {
    const email = "half-reset@mail.example";
    const { code } = await addAuthenticator(await withPassword(email));
    const token = await begin(email);
    expect((await reset(await resetLink(email))).status).toBe(200);
    expect((await finish(token, code())).status).toBe(401);
  });

  it("where the password is changed, and where the address is", async () => {
    const email = "half-changed@mail.example";
    const browser = await withPassword(email);
    const { code } = await addAuthenticator(browser);
    const beforePassword = await begin(email);
    const given = { password: GOOD, current_password: GOOD };
    expect((await browser.call("PUT", "/v1/people/me/password", given)).status).toBe(200);
    expect((await finish(beforePassword, code())).status).toBe(401);
    const beforeAddress = await begin(email);
    await browser.call("POST", "/v1/people/me/email", { email: "half-new@mail.example" });
    const link = { token: await tokenTo(shop, "half-new@mail.example", "email_change") };
    expect((await browser.call("POST", "/v1/people/me/email/complete", link)).status).toBe(200);
    expect((await finish(beforeAddress, code())).status).toBe(401);
    const after = await begin("half-new@mail.example");
    expect((await finish(after, code())).status).toBe(200);
  });
});

describe("a link to reset a password", () => {
  it("is good no more once another was used, though both come at once, nor is one to another address", async () => {
    const email = "two-links@mail.example";
    const browser = await withPassword(email);
    await browser.call("POST", "/v1/people/me/email", { email: "elsewhere@mail.example" });
    const elsewhere = { token: await tokenTo(shop, "elsewhere@mail.example", "email_change") };
    const [first, second] = [await resetLink(email), await resetLink(email)];
    const answers = await Promise.all([reset(first), reset(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    for (const link of [first, second]) expect((await reset(link)).status).toBe(401);
    const again = await signIn(shop, email);
    expect((await again.call("POST", "/v1/people/me/email/complete", elsewhere)).status).toBe(403);
  });

  it("outlives passwords that are too weak, and is asked to wait after thirty", async () => {
    const email = "weak-link@mail.example";
    await withPassword(email);
    const link = await resetLink(email);
    for (let time = 0; time < 30; time += 1) expect((await reset(link, "short")).status).toBe(422);
    expect((await reset(link)).status).toBe(429);
    await asOwnerSql(shop, "update sign_in_throttles set wait_until = now() - interval '1 second'");
    expect((await reset(link)).status).toBe(200);
  });

  it("is not overtaken by who knew the password before it", async () => {
    const email = "overtaken@mail.example";
    const browser = await withPassword(email);
    const [me, sessions] = [
      await browser.call("GET", "/v1/people/me"),
      await browser.call("GET", "/v1/sessions"),
    ];
    const session = {
      ...{ personId: me.body.id as PersonId, sessionId: sessions.body.data[0].id as SessionId },
      ...{ method: "password" as const, verifiedAt: null, createdAt: new Date() },
    };
    const link = await resetLink(email);
    const changed = await withDatabase(shop.database.env, (db) => {
      const context = {
        ...{ db, now: new Date(), requestId: "req_1", pepper: shop.api.env.API_KEY_PEPPER },
        ...{ envelopeKeys: ENVELOPE_KEYS, origin: "http://localhost", networkHash: null, userAgent: null },
      };
      const isLeaked = async () => (await reset(link)).status !== 200;
      return changePassword(context, session, { current: GOOD, next: "the thief's own one", isLeaked });
    });
    expect(changed).toEqual({ ok: false, error: { code: "not_proved" } });
    const signedIn = { email, password: BETTER };
    expect((await openBrowser(shop).call("POST", "/v1/sign-in/password", signedIn)).status).toBe(200);
  });
});

describe("many at once", () => {
  it("enrol one authenticator: the last of them stands", async () => {
    const browser = await signIn(shop, "clicks@mail.example");
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => browser.call("POST", "/v1/people/me/authenticator")),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    await addAuthenticator(browser);
  });

  it("add no more passkeys than a person may have", async () => {
    const browser = await signIn(shop, "hoard@mail.example");
    const { id } = (await browser.call("GET", "/v1/people/me")).body;
    await asOwnerSql(
      shop,
      `insert into passkeys (id, person_id, name, credential_id, public_key, counter, is_backed_up)
       select 'psk_' || n, '${id}', 'x', 'hoard' || n, 'x', 0, false from generate_series(1, 19) n`,
    );
    const begun = await Promise.all(
      [1, 2, 3].map(() => browser.call("POST", "/v1/people/me/passkeys/options")),
    );
    const answers = await Promise.all(
      begun.map(({ body }) => {
        const response = softPasskey().create(body.options, "http://localhost");
        return browser.call("POST", "/v1/people/me/passkeys", { id: body.id, name: "x", response });
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});
