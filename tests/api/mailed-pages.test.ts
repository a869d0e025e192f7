import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { buildMailedScript } from "../../sdk/mailed/build.ts";
import { MAILED_PATHS } from "../../workers/api/mailed-pages.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { openMailedPage } from "../support/mailed-page.ts";
import { addAuthenticator, asOwnerSql, codeTo, mailsTo, openBrowser, signIn } from "../support/people.ts";

const shop = apiWithSample();
beforeEach(() => asOwnerSql(shop, "delete from sign_in_throttles"));

/** The link in the last mail to an address of a kind. */
async function linkTo(email: string, kind: string): Promise<string> {
  const mail = (await mailsTo(shop, email)).find((each) => each.kind === kind);
  return /https?:\S+/.exec(mail?.text ?? "")?.[0] ?? "";
}
const invite = async (email: string) => {
  expect((await shop.post("/v1/invitations", { email, role: "operator" })).status).toBe(201);
  return linkTo(email, "invitation");
};

describe("the pages behind mailed links", () => {
  it("run the script that is built from sdk/mailed", async () => {
    expect(readFileSync("workers/api/mailed-script.ts", "utf8")).toBe(await buildMailedScript());
  });

  it.each(MAILED_PATHS)(
    "%s runs our own script, sends nothing by itself, and is shown in no other page",
    async (path) => {
      const page = await shop.api.fetch("GET", `${path}?token=x`, null);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(page.status).toBe(200);
      for (const part of [
        "default-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
      expect(page.headers.get("x-content-type-options")).toBe("nosniff");
      const text = await page.text();
      const scripts = [...text.matchAll(/<script([^>]*)>([^<]*)/g)].map(([, attributes, inline]) => [
        attributes,
        inline,
      ]);
      if (path !== "/mailed.js") expect(scripts).toEqual([[' src="/mailed.js"', ""]]);
      expect(text).not.toMatch(/\son\w+=|https?:\/\//);
      expect((await shop.api.fetch("POST", path, null, {})).status).toBe(405);
      const again = { "if-none-match": page.headers.get("etag") ?? "" };
      expect((await shop.api.fetch("GET", path, null, undefined, again)).status).toBe(304);
    },
  );

  it("take the secret out of the bar, and do nothing before somebody asks for it", async () => {
    const link = await invite("bar@mailed.example");
    const page = await openMailedPage(shop, openBrowser(shop), link);
    expect([page.shown(), page.posted, page.address()]).toEqual([["confirm"], [], "/invitation"]);
  });

  it("say of a link that was cut off that it is not whole", async () => {
    const page = await openMailedPage(shop, openBrowser(shop), "http://localhost/invitation");
    expect([page.shown(), page.said()]).toEqual([[], expect.stringContaining("not whole")]);
  });
});

describe("a mail", () => {
  it("leads to our own origin, whatever host the call names", async () => {
    const email = "host@mailed.example";
    await signIn(shop, email);
    const evil = { origin: "http://evil.example" };
    const path = "http://evil.example/v1/sign-in/password-reset";
    expect((await openBrowser(shop).call("POST", path, { email }, evil)).status).toBe(202);
    expect(await linkTo(email, "password_reset")).toMatch(/^http:\/\/localhost\/sign-in\/reset#prf_/);
    const asked = await shop.post("http://evil.example/v1/invitations", { email, role: "operator" });
    expect(asked.status).toBe(201);
    const texts = (await mailsTo(shop, email)).map(({ text }) => text);
    expect(texts.join()).not.toContain("evil.example");
  });

  it("tells the name of an organisation as a name, of which no link is made", async () => {
    const email = "named@mailed.example";
    await asOwnerSql(
      shop,
      `update organisations set name = 'Your bank: click https://evil.example now' where id =
       (select organisation_id from workspaces where id = '${shop.sample.workspaceId}')`,
    );
    expect(await invite(email)).toMatch(/^http:\/\/localhost\/invitation#/);
    const [mail] = await mailsTo(shop, email);
    expect(mail?.subject).toBe("You are invited to “Your bank: click https evil. example now”");
    expect(mail?.text).toContain("invited to work in “Your bank: click https evil. example now”. Sign in");
  });
});

describe("the page of an invitation", () => {
  it("signs in who is not, by a code, and then accepts", async () => {
    const email = "new@mailed.example";
    const browser = openBrowser(shop);
    const page = await openMailedPage(shop, browser, await invite(email));
    expect(await page.send("confirm")).toContain("Sign in first");
    expect(page.shown()).toEqual(["address"]);
    await page.send("address", email);
    expect(page.shown()).toEqual(["code"]);
    expect(await page.send("code", "00000000")).toContain("proves nothing");
    await page.send("address", email);
    expect(await page.send("code", await codeTo(shop, email))).toContain("You accepted the invitation");
    expect(page.shown()).toEqual([]);
    expect((await browser.call("GET", "/v1/me")).body.workspaces).toHaveLength(1);
    const secrets = page.posted.filter(([, body]) => "token" in body).map(([path]) => path);
    expect(new Set(secrets)).toEqual(new Set(["/v1/invitations/accept"]));
  });

  it("lets who is signed in as another sign in as whom it was sent to, with a second factor too", async () => {
    const email = "careful@mailed.example";
    const { code } = await addAuthenticator(await signIn(shop, email));
    const browser = await signIn(shop, "another@mailed.example");
    const page = await openMailedPage(shop, browser, await invite(email));
    expect(await page.send("confirm")).toContain("another address");
    await page.send("address", email);
    expect(await page.send("code", await codeTo(shop, email))).toContain("authenticator");
    expect(await page.send("factor", code())).toContain("You accepted the invitation");
  });
});

describe("the page of a reset", () => {
  it("sets the password once, and says what is wrong with a weak one", async () => {
    const email = "reset@mailed.example";
    const browser = await signIn(shop, email);
    await browser.call("POST", "/v1/sign-in/password-reset", { email });
    const page = await openMailedPage(shop, openBrowser(shop), await linkTo(email, "password_reset"));
    expect(page.shown()).toEqual(["password"]);
    await page.send("password", "short");
    expect([page.said() === "", page.shown()]).toEqual([false, ["password"]]);
    expect(await page.send("password", "staple of another kind")).toContain("Your password is set");
    expect((await browser.call("GET", "/v1/people/me")).status).toBe(401);
    const again = await openBrowser(shop).call("POST", "/v1/sign-in/password", {
      ...{ email, password: "staple of another kind" },
    });
    expect(again.status).toBe(200);
  });

  it("says of a link that is good no more what the API says, and asks for nothing", async () => {
    const page = await openMailedPage(shop, openBrowser(shop), "http://localhost/sign-in/reset#prf_x.y");
    expect(await page.send("password", "staple of another kind")).toContain("proves nothing");
    expect(page.shown()).toEqual([]);
  });
});

describe("the page of a new address", () => {
  it("takes it, signed in as who asked for it", async () => {
    const browser = await signIn(shop, "old@mailed.example");
    await browser.call("POST", "/v1/people/me/email", { email: "young@mailed.example" });
    const page = await openMailedPage(shop, browser, await linkTo("young@mailed.example", "email_change"));
    expect(await page.send("confirm")).toContain("your address from now on");
    expect((await browser.call("GET", "/v1/people/me")).body.email).toBe("young@mailed.example");
  });
});
