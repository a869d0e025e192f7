import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { unstable_readConfig } from "wrangler";
import { type BindingValues, bindingsFor, ENVIRONMENTS } from "./bindings.ts";

const TOML = new URL("../wrangler.toml", import.meta.url);

const values: BindingValues = {
  DATABASE_URL: "url",
  DATABASE_PROXY: "proxy",
  CLICK_ID_KEYS: "keys",
  API_KEY_PEPPER: "pepper",
  EXPORT_URL_KEY: "export",
  ENVELOPE_KEYS: "envelopes",
  PAYOUT_ACCOUNT_KEYS: "accounts",
  PAYOUT_ADDRESSES: "",
  UPSTASH_REDIS_REST_URL: "redis",
  UPSTASH_REDIS_REST_TOKEN: "token",
  API_ORIGIN: "api",
  LINK_HOSTS: "hosts",
  LINK_ORIGIN: "origin",
  DNS_RESOLVER_URL: "dns",
  LOOPBACK_ENDPOINTS: "allowed",
  ECB_RATES_ADDRESS: "rates",
  MAIL_API_ADDRESS: "mail",
  MAIL_FROM: "from",
  MAIL_API_TOKEN: "token",
};

/** What wrangler.toml says a deployable takes: the secrets in its comment and its variables. */
function documentedNames(environment: string): readonly string[] {
  const comment = readFileSync(TOML, "utf8").split(`[env.${environment}]`)[0]?.split("Secrets:").at(-1);
  const secrets: readonly string[] = comment?.match(/[A-Z][A-Z_]+/g) ?? [];
  const { vars } = unstable_readConfig({ config: TOML.pathname, env: environment });
  const isDatabase = secrets.includes("DATABASE_URL");
  // What one machine adds: the relay wherever the database is, and the origin of links with its port,
  // where the providers of payouts are, and that endpoints may be on it.
  const local = [
    ...(isDatabase ? ["DATABASE_PROXY"] : []),
    ...(environment === "api" ? ["LINK_ORIGIN"] : []),
    ...(environment === "functions" ? ["PAYOUT_ADDRESSES"] : []),
    ...(["api", "sender"].includes(environment) ? ["LOOPBACK_ENDPOINTS"] : []),
  ];
  return [...secrets, ...Object.keys(vars), ...local];
}

describe("bindingsFor", () => {
  it.each(ENVIRONMENTS)("gives %s what wrangler.toml says it takes, and no more", (environment) => {
    expect(Object.keys(bindingsFor(environment, values)).sort()).toEqual(
      [...documentedNames(environment)].sort(),
    );
  });

  it("gives the edge no database", () => {
    expect(bindingsFor("edge", values)).toEqual({
      CLICK_ID_KEYS: "keys",
      LINK_HOSTS: "hosts",
    });
  });
});
