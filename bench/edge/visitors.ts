import { linkKey } from "../../core/link/published-keys.ts";
import { CF_HEADER, LINK_HOST } from "./workerd-config.ts";

/** What the visitors of the bench send: many people, some known, with the headers that browsers send. */

const LINKS = 16;
/** Requests that differ in address, agent, link or referrer; more than one load sends in a moment. */
export const VISITORS = 2_048;
/** Of ten visitors, those that come back with the cookie of an earlier visit. */
const KNOWN_OF_TEN = 3;

const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/VERSION.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/VERSION.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/VERSION.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:VERSION.0) Gecko/20100101 Firefox/VERSION.0",
  "Mozilla/5.0 (X11; Linux x86_64; rv:VERSION.0) Gecko/20100101 Firefox/VERSION.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15EVERSION Safari/604.1",
] as const;
const LANGUAGES = ["en-US,en;q=0.9", "de-DE,de;q=0.9,en;q=0.8", "fr-FR,fr;q=0.8", "pt-BR"] as const;
const PLACES = [
  { country: "DE", asn: 3320, regionCode: "BE" },
  { country: "US", asn: 7922, regionCode: "CA" },
  { country: "BR", asn: 28573, regionCode: "SP" },
  { country: "FR", asn: 3215, regionCode: "IDF" },
] as const;
/** What Cloudflare tells besides; the edge reads none of it. */
const CF_REST = {
  colo: "FRA",
  httpProtocol: "HTTP/1.1",
  tlsVersion: "TLSv1.3",
  tlsCipher: "AEAD-AES128-GCM-SHA256",
};

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

/** The published copies of the links that the visitors follow. */
export function publishedLinks(changes: { readonly durable?: boolean } = {}): [string, string][] {
  return Array.from({ length: LINKS }, (_, index) => [
    linkKey(LINK_HOST, `summer-${index}`),
    JSON.stringify({
      ...{
        v: 1,
        link_id: `lnk_01hf7yat00bench000000000${index}`,
        workspace_id: "ws_01hf7yat00bench0000000000",
      },
      ...{ program_id: "prg_01hf7yat00bench0000000000", affiliate_id: "aff_01hf7yat00bench0000000000" },
      ...{ destination_url: `https://shop.example/product/${index}?color=red#size` },
      ...{ status: "active", expires_at_ms: null, cookie_mode: "first_party" },
      ...changes,
    }),
  ]);
}

/** The request of one visitor, as it goes over the wire. */
export function visitorRequest(index: number): string {
  const agent = pick(AGENTS, index).replaceAll("VERSION", String(120 + (index % 24)));
  const query = index % 3 === 0 ? `?sub1=newsletter-${index % 40}&sub2=top` : "";
  const cookie = `tb_vid=${Buffer.alloc(16, `visitor-${index}`).toString("base64url")}`;
  const headers = [
    `Host: ${LINK_HOST}`,
    `User-Agent: ${agent}`,
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    `Accept-Language: ${pick(LANGUAGES, index)}`,
    "Accept-Encoding: gzip, deflate, br",
    ...(index % 2 === 0 ? [`Referer: https://blog-${index % 50}.example/best-of?page=${index}`] : []),
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-User: ?1",
    "Upgrade-Insecure-Requests: 1",
    ...(index % 10 < KNOWN_OF_TEN ? [`Cookie: ${cookie}`] : []),
    `CF-Connecting-IP: 203.${index % 200}.${(index * 7) % 256}.${(index * 13) % 256}`,
    `${CF_HEADER}: ${JSON.stringify({ ...CF_REST, ...pick(PLACES, index) })}`,
  ];
  return `GET /summer-${index % LINKS}${query} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`;
}
