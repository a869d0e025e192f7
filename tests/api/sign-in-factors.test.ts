import { describe, expect, it } from "vitest";
import { withDatabase } from "../../db/client.ts";
import { sendPersonMails } from "../../services/people/send-mails.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import {
  addAuthenticator,
  asOwnerSql,
  type Browser,
  mailsTo,
  openBrowser,
  signIn,
  tokenTo,
} from "../support/people.ts";

const shop = apiWithSample();
const GOOD = "correct horse battery";
const BETTER = "staple of another kind";

const byPassword = (email: string, password: string, browser = openBrowser(shop)) =>
  browser.call("POST", "/v1/sign-in/password", { email, password });

/** Someone with a password. */
async function withPassword(email: string): Promise<Browser> {
  const browser = await signIn(shop, email);
  const set = await browser.call("PUT", "/v1/people/me/password", { password: GOOD });
  expect([set.status, set.body]).toEqual([200, { object: "password", status: "changed" }]);
  return browser;
}

describe("a password", () => {
  it("signs in, and is kept as scrypt alone", async () => {
    await withPassword("pass@mail.example");
    const answer = await byPassword("PASS@mail.example", GOOD);
    expect([answer.status, answer.body.status]).toEqual([200, "signed_in"]);
    const { rows } = (await asOwnerSql(shop, "select hash from person_passwords limit 1")) as {
      rows: { hash: string }[];
    };
    expect(rows[0]?.hash).toMatch(/^scrypt\$16384\$16\$1\$[\w-]{22}\$[\w-]{43}$/);
  });

  it("that is wrong is answered as an address that is nobody's, and as a person without one", async () => {
    await withPassword("wrong@mail.example");
    await signIn(shop, "none@mail.example");
    const answers = [
      await byPassword("wrong@mail.example", BETTER),
      await byPassword("none@mail.example", GOOD),
      await byPassword("nobody@mail.example", GOOD),
    ];
    const said = answers.map(({ status, body }) => [status, body.error.code, body.error.message]);
    expect(new Set(said.map(String)).size).toBe(1);
    expect(said[0]?.slice(0, 2)).toEqual([401, "unauthenticated"]);
  });

  it("is not looked at after five wrong ones, though they come at once, until a wait is over", async () => {
    await withPassword("locked@mail.example");
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, index) => byPassword("locked@mail.example", `${BETTER} ${index}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
    expect((await byPassword("locked@mail.example", GOOD)).status).toBe(429);
    await asOwnerSql(shop, "update sign_in_throttles set wait_until = now() - interval '1 second'");
    expect((await byPassword("locked@mail.example", GOOD)).status).toBe(200);
    expect((await byPassword("locked@mail.example", BETTER)).status).toBe(401);
  });

  it.each([
    ["short", "at least 12 characters"],
    ["administrator", "most common"],
    ["aaaaaaaaaaaaaaaa", "pattern"],
    ["abcdefghijklmnop", "pattern"],
    ["weak.person1!", "address"],
    ["x".repeat(257), "at most 256"],
  ])("is not %s", async (password, message) => {
    const browser = await signIn(shop, "weak.person@mail.example");
    await asOwnerSql(shop, "delete from sign_in_throttles");
    const answer = await browser.call("PUT", "/v1/people/me/password", { password });
    expect([answer.status, answer.body.error.param]).toEqual([422, "password"]);
    expect(answer.body.error.message).toContain(message);
  });

  it("is changed by who knows it or has just proved itself, and ends every other session", async () => {
    const browser = await withPassword("change@mail.example");
    const other = await signIn(shop, "change@mail.example");
    await asOwnerSql(
      shop,
      "update sessions set created_at = now() - interval '11 minutes', verified_at = null where revoked_at is null",
    );
    const without = await browser.call("PUT", "/v1/people/me/password", { password: BETTER });
    expect([without.status, without.body.error.code]).toEqual([403, "step_up_required"]);
    const wrong = { password: BETTER, current_password: BETTER };
    expect((await browser.call("PUT", "/v1/people/me/password", wrong)).body.error.code).toBe(
      "step_up_invalid",
    );
    const right = { password: BETTER, current_password: GOOD };
    expect((await browser.call("PUT", "/v1/people/me/password", right)).status).toBe(200);
    expect((await other.call("GET", "/v1/people/me")).status).toBe(401);
    expect((await browser.call("GET", "/v1/people/me")).body.has_password).toBe(true);
    expect((await byPassword("change@mail.example", BETTER)).status).toBe(200);
    expect((await mailsTo(shop, "change@mail.example"))[0]?.kind).toBe("password_changed");
  });
});

describe("a reset", () => {
  const reset = (token: string, password = BETTER) =>
    openBrowser(shop).call("POST", "/v1/sign-in/password-reset/complete", { token, password });

  it("sets a password by its link, once, and ends every session", async () => {
    const browser = await withPassword("reset@mail.example");
    const asked = { email: "reset@mail.example" };
    expect((await openBrowser(shop).call("POST", "/v1/sign-in/password-reset", asked)).status).toBe(202);
    const token = await tokenTo(shop, "reset@mail.example", "password_reset");
    expect((await reset(token, "short")).status).toBe(422);
    const answers = await Promise.all([reset(token), reset(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await browser.call("GET", "/v1/people/me")).status).toBe(401);
    expect((await byPassword("reset@mail.example", GOOD)).status).toBe(401);
    expect((await byPassword("reset@mail.example", BETTER)).status).toBe(200);
  });

  it("is answered for an address that is nobody's as for any other, and leads nowhere", async () => {
    const unknown = await openBrowser(shop).call("POST", "/v1/sign-in/password-reset", {
      email: "ghost@mail.example",
    });
    expect([unknown.status, unknown.body]).toEqual([202, { object: "password_reset", status: "mailed" }]);
    expect((await mailsTo(shop, "ghost@mail.example"))[0]?.text).not.toContain("#");
    for (const token of ["", "prf_x.y", `prf_${"0".repeat(26)}.${"a".repeat(43)}`]) {
      expect([401, 422]).toContain((await reset(token)).status);
    }
  });

  it("is of no use after half an hour, nor once the address has changed", async () => {
    await withPassword("slow@mail.example");
    await openBrowser(shop).call("POST", "/v1/sign-in/password-reset", { email: "slow@mail.example" });
    const token = await tokenTo(shop, "slow@mail.example", "password_reset");
    await asOwnerSql(
      shop,
      `update sign_in_proofs set expires_at = now() where id = '${token.split(".")[0]}'`,
    );
    expect((await reset(token)).status).toBe(401);
  });
});

describe("an address", () => {
  it("is changed by the link that goes to the new one, and the old one is told", async () => {
    const browser = await signIn(shop, "old@mail.example");
    const asked = await browser.call("POST", "/v1/people/me/email", { email: "new@mail.example" });
    expect(asked.status).toBe(202);
    expect((await mailsTo(shop, "old@mail.example"))[0]?.kind).toBe("email_change_asked");
    const token = await tokenTo(shop, "new@mail.example", "email_change");
    const stranger = await signIn(shop, "thief@mail.example");
    expect((await stranger.call("POST", "/v1/people/me/email/complete", { token })).status).toBe(403);
    const done = await browser.call("POST", "/v1/people/me/email/complete", { token });
    expect([done.status, done.body.email]).toEqual([200, "new@mail.example"]);
    expect((await browser.call("POST", "/v1/people/me/email/complete", { token })).status).toBe(403);
    expect((await mailsTo(shop, "old@mail.example"))[0]?.kind).toBe("email_changed");
  });

  it("that another has is not taken, and only who reads its mail learns so", async () => {
    await signIn(shop, "taken@mail.example");
    const browser = await signIn(shop, "wants@mail.example");
    const asked = await browser.call("POST", "/v1/people/me/email", { email: "taken@mail.example" });
    expect(asked.status).toBe(202);
    const token = await tokenTo(shop, "taken@mail.example", "email_change");
    expect((await browser.call("POST", "/v1/people/me/email/complete", { token })).status).toBe(409);
  });
});

describe("an authenticator", () => {
  it("is asked for after a code by mail and after a password, and its code is good once", async () => {
    const email = "second@mail.example";
    const browser = await withPassword(email);
    const { code } = await addAuthenticator(browser);
    const first = await byPassword(email, GOOD);
    expect([first.body.status, first.headers.get("set-cookie")]).toEqual(["second_factor_required", null]);
    const finish = (given: object) => openBrowser(shop).call("POST", "/v1/sign-in/second-factor", given);
    const { token } = first.body;
    expect((await finish({ token: `${token.slice(0, -1)}_`, code: code() })).status).toBe(401);
    expect((await finish({ token, code: "000000" })).status).toBe(401);
    expect((await finish({ token })).status).toBe(422);
    const now = code();
    const twice = await Promise.all([finish({ token, code: now }), finish({ token, code: now })]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
    const again = await byPassword(email, GOOD);
    expect((await finish({ token: again.body.token, code: now })).status).toBe(401);
    expect((await finish({ token: again.body.token, code: code(1) })).status).toBe(200);
  });

  it("that is lost is stood in for by a recovery code, once", async () => {
    const email = "lost@mail.example";
    const { recoveryCodes } = await addAuthenticator(await withPassword(email));
    expect(recoveryCodes).toHaveLength(10);
    const [code = ""] = recoveryCodes;
    const finish = async (given: string) => {
      const { token } = (await byPassword(email, GOOD)).body;
      return openBrowser(shop).call("POST", "/v1/sign-in/second-factor", { token, recovery_code: given });
    };
    expect((await finish(code.toUpperCase().replaceAll("-", " "))).status).toBe(200);
    expect((await finish(code)).status).toBe(401);
    expect((await finish(recoveryCodes[1] ?? "")).status).toBe(200);
  });

  it("is enrolled by a session that is fresh alone, and taken away by having stepped up", async () => {
    const browser = await withPassword("stale@mail.example");
    await asOwnerSql(
      shop,
      "update sessions set created_at = now() - interval '11 minutes', verified_at = null where revoked_at is null",
    );
    const refused = await browser.call("POST", "/v1/people/me/authenticator");
    expect([refused.status, refused.body.error.code]).toEqual([403, "step_up_required"]);
    expect((await browser.call("POST", "/v1/session/step-up", { password: BETTER })).status).toBe(403);
    expect((await browser.call("POST", "/v1/session/step-up", { password: GOOD })).status).toBe(200);
    const { code } = await addAuthenticator(browser);
    await asOwnerSql(shop, "update sessions set verified_at = null where revoked_at is null");
    expect((await browser.call("POST", "/v1/people/me/authenticator/revoke")).status).toBe(403);
    // A password is no proof of who has an authenticator.
    expect((await browser.call("POST", "/v1/session/step-up", { password: GOOD })).status).toBe(403);
    expect((await browser.call("POST", "/v1/session/step-up", { code: code() })).status).toBe(200);
    expect((await browser.call("POST", "/v1/people/me/authenticator/revoke")).status).toBe(200);
    expect((await byPassword("stale@mail.example", GOOD)).body.status).toBe("signed_in");
  });
});

it("sends each mail once under a key of its own, and tries again what was not taken", async () => {
  await signIn(shop, "post@mail.example");
  const sent: string[] = [];
  const run = (isAway: boolean) =>
    withDatabase(shop.database.env, (db) =>
      sendPersonMails({
        ...{ db, now: new Date(Date.now() + (isAway ? 0 : 3_600_000)), keys: ENVELOPE_KEYS },
        sender: {
          send: async (key, { to }) => {
            if (isAway) throw new Error("away");
            if (to === "post@mail.example") sent.push(key);
          },
        },
      }),
    );
  expect(await run(true)).toMatchObject({ sent: 0 });
  await Promise.all([run(false), run(false)]);
  await run(false);
  expect(sent).toHaveLength(1);
});
