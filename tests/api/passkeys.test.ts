import { describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { type Browser, openBrowser, signIn } from "../support/people.ts";
import { softPasskey } from "../support/soft-passkey.ts";

const shop = apiWithSample();

describe("a passkey", () => {
  const enrol = async (browser: Browser, passkey: ReturnType<typeof softPasskey>) => {
    const { body } = await browser.call("POST", "/v1/people/me/passkeys/options");
    const response = passkey.create(body.options, "http://localhost");
    return browser.call("POST", "/v1/people/me/passkeys", { id: body.id, name: "Laptop", response });
  };
  const begin = async () => (await openBrowser(shop).call("POST", "/v1/sign-in/passkey/options")).body;
  const finish = (id: string, response: object, browser = openBrowser(shop)) =>
    browser.call("POST", "/v1/sign-in/passkey", { id, response });

  it("signs in alone, as somebody who proved itself, and each challenge is good once", async () => {
    const owner = await signIn(shop, "key@mail.example");
    const passkey = softPasskey();
    const made = await enrol(owner, passkey);
    expect([made.status, made.body.name]).toEqual([201, "Laptop"]);
    const { id, options } = await begin();
    const response = passkey.get(options, "http://localhost");
    const browser = openBrowser(shop);
    expect((await finish(id, response, browser)).body.status).toBe("signed_in");
    const sessions = (await browser.call("GET", "/v1/sessions")).body.data;
    const current = sessions.find((each: { is_current: boolean }) => each.is_current);
    expect([current.method, current.verified_at]).toEqual(["passkey", expect.any(String)]);
    expect((await finish(id, response)).status).toBe(401);
    const next = await begin();
    expect((await finish(next.id, response)).status).toBe(401);
  });

  it("of another page, another key, without its holder, or revoked signs nobody in", async () => {
    const owner = await signIn(shop, "keys@mail.example");
    const passkey = softPasskey();
    const { id: passkeyId } = (await enrol(owner, passkey)).body;
    const tries: readonly ((options: never) => object)[] = [
      (options) => passkey.get(options, "https://evil.example"),
      (options) => ({ ...softPasskey().get(options, "http://localhost"), id: passkey.id, rawId: passkey.id }),
      (options) => passkey.get(options, "http://localhost", { isUserVerified: false }),
      () => ({ id: "x", rawId: "x", type: "public-key", response: { clientDataJSON: "x" } }),
      (options) => softPasskey().get(options, "http://localhost"),
    ];
    for (const attempt of tries) {
      const { id, options } = await begin();
      expect((await finish(id, attempt(options as never))).status).toBe(401);
    }
    expect((await owner.call("POST", `/v1/people/me/passkeys/${passkeyId}/revoke`)).status).toBe(200);
    const { id, options } = await begin();
    expect((await finish(id, passkey.get(options, "http://localhost"))).status).toBe(401);
    expect((await owner.call("GET", "/v1/people/me/passkeys")).body.data).toEqual([]);
  });

  it("is enrolled by the answer to one's own challenge, of one's own page", async () => {
    const owner = await signIn(shop, "own@mail.example");
    const thief = await signIn(shop, "not-own@mail.example");
    const { body } = await owner.call("POST", "/v1/people/me/passkeys/options");
    const given = (origin: string) => ({
      ...{ id: body.id, name: "x", response: softPasskey().create(body.options, origin) },
    });
    expect((await thief.call("POST", "/v1/people/me/passkeys", given("http://localhost"))).status).toBe(403);
    expect((await owner.call("POST", "/v1/people/me/passkeys", given("https://evil.example"))).status).toBe(
      403,
    );
  });
});
