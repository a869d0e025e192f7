import { eq, sql } from "drizzle-orm";
import { Secret } from "otpauth";
import { personMails } from "../../db/schema/index.ts";
import { openJson } from "../../platform/envelope.ts";
import { totpCode } from "../../platform/totp.ts";
import { emailHashOf } from "../../services/people/context.ts";
import { personMailPlace } from "../../services/people/mails.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import type { Answer } from "./call-api.ts";
import { ENVELOPE_KEYS } from "./envelope-keys.ts";
import { asOwner } from "./sample.ts";

type Shop = Pick<ApiWithSample, "api" | "database">;
type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/** What a browser says of a call from our own page. */
const OWN_PAGE = { origin: "http://localhost", "sec-fetch-site": "same-origin" };

let networks = 0;
/** An address of a network that no other test came from. */
const newNetwork = (): Record<string, string> => {
  networks += 1;
  return { "cf-connecting-ip": `10.${Math.floor(networks / 200)}.${networks % 200}.7` };
};

/** A browser on our page: it keeps its session cookie, and comes from a network of its own. */
export type Browser = {
  cookie: string | null;
  readonly headers: Record<string, string>;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
};

/** Opens a browser that nobody is signed in with. */
export function openBrowser(shop: Shop): Browser {
  const browser: Browser = {
    cookie: null,
    headers: { ...OWN_PAGE, ...newNetwork() },
    call: async (method, path, body, headers = {}) => {
      const cookie = browser.cookie === null ? {} : { cookie: browser.cookie };
      const answer = await shop.api.call(method, path, null, body, {
        ...browser.headers,
        ...cookie,
        ...headers,
      });
      const [set] = (answer.headers.get("set-cookie") ?? "").split(";");
      if (set) browser.cookie = set;
      return answer;
    },
  };
  return browser;
}

/** The mails to an address, the last first. */
export function mailsTo(shop: Shop, email: string): Promise<readonly (Mail & { readonly kind: string })[]> {
  const emailHash = emailHashOf({ pepper: shop.api.env.API_KEY_PEPPER }, email);
  return asOwner(shop.database.ownerUrl, async (db) => {
    const rows = await db.select().from(personMails).where(eq(personMails.emailHash, emailHash));
    const newest = rows.sort((left, right) => (left.id < right.id ? 1 : -1));
    return Promise.all(
      newest.map(async ({ id, kind, sealed }) => ({
        kind,
        ...(await openJson<Mail>(sealed, { keys: ENVELOPE_KEYS, place: personMailPlace(id) })),
      })),
    );
  });
}

/** The code of the last mail to an address. */
export async function codeTo(shop: Shop, email: string): Promise<string> {
  const [mail] = await mailsTo(shop, email);
  return /\b\d{8}\b/.exec(mail?.text ?? "")?.[0] ?? "";
}

/** The token of the link in the last mail to an address of a kind. */
export async function tokenTo(shop: Shop, email: string, kind: string): Promise<string> {
  const mail = (await mailsTo(shop, email)).find((each) => each.kind === kind);
  return /#(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
}

/** Signs in by a code that was mailed; the person is made by that if it is new. */
export async function signIn(shop: Shop, email: string, browser = openBrowser(shop)): Promise<Browser> {
  const asked = await browser.call("POST", "/v1/sign-in/code", { email });
  const code = await codeTo(shop, email);
  const answer = await browser.call("POST", "/v1/sign-in/code/verify", { id: asked.body.id, code });
  if (answer.status !== 200)
    throw new Error(`signing in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return browser;
}

/** Gives who is signed in an authenticator; its codes are of the moments from now on, each another one. */
export async function addAuthenticator(
  browser: Browser,
): Promise<{ readonly recoveryCodes: readonly string[]; readonly code: (stepsOn?: number) => string }> {
  const enrolled = await browser.call("POST", "/v1/people/me/authenticator");
  const secret = Secret.fromBase32(new URL(enrolled.body.otpauth_uri).searchParams.get("secret") ?? "");
  const code = (stepsOn = 0) => totpCode(new Uint8Array(secret.buffer), Date.now() + stepsOn * 30_000);
  // The step before this one is taken too, so that this moment's code is still good for the test.
  const confirmed = await browser.call("POST", "/v1/people/me/authenticator/confirm", { code: code(-1) });
  if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body));
  return { recoveryCodes: confirmed.body.recovery_codes, code };
}

/** Runs a statement as the owner of the tables. */
export const asOwnerSql = (shop: Shop, statement: string): Promise<unknown> =>
  asOwner(shop.database.ownerUrl, (db) => db.execute(sql.raw(statement)));
