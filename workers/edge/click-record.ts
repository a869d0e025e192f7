import type { ClickRecord } from "../../contracts/click-message.ts";
import type { PublishedLink } from "../../contracts/published.ts";
import { cleanLine } from "../../contracts/text.ts";

const USER_AGENT_CHARS_MAX = 512;
const REFERRER_HOST_CHARS_MAX = 255;
const SUB_ID_CHARS_MAX = 255;
const SUB_IDS_MAX = 8;
const ASN_MAX = 4_294_967_295;

type Place = Pick<ClickRecord, "country" | "asn">;
type Outside = Pick<ClickRecord, "user_agent" | "referrer_host" | "sub_ids"> & Place;

/** Takes from a request what the record keeps of it, cut and cleaned so that it fits its contract whatever was sent. */
export function outsideOf(request: Request, query: URLSearchParams): Outside {
  return {
    user_agent: cleanLine(request.headers.get("user-agent") ?? "", USER_AGENT_CHARS_MAX) || null,
    referrer_host: referrerHost(request.headers.get("referer")),
    sub_ids: subIds(query),
    ...placeOf(request.cf),
  };
}

/** Who earns from a link, as the record names it. */
export function ownersOf(
  link: PublishedLink,
): Pick<ClickRecord, "workspace_id" | "link_id" | "affiliate_id" | "program_id"> {
  const { workspace_id, link_id, affiliate_id, program_id } = link;
  return { workspace_id, link_id, affiliate_id, program_id };
}

/** The host alone: a full address may hold what a visitor searched for or who they are. */
function referrerHost(referrer: string | null): string | null {
  if (!referrer || !URL.canParse(referrer)) return null;
  return cleanLine(new URL(referrer).hostname, REFERRER_HOST_CHARS_MAX) || null;
}

function subIds(query: URLSearchParams): string[] {
  const values = Array.from({ length: SUB_IDS_MAX }, (_, index) => query.get(`sub${index + 1}`));
  if (values.every((value) => value === null)) return [];
  return values.map((value) => cleanLine(value ?? "", SUB_ID_CHARS_MAX));
}

/** Every field of `request.cf` may be absent. No network has the number 0 (RFC 7607). */
function placeOf(cf: unknown): Place {
  const { country, asn } = (cf ?? {}) as { readonly country?: unknown; readonly asn?: unknown };
  return {
    country: typeof country === "string" && /^[A-Z0-9]{2}$/.test(country) ? country : null,
    asn: typeof asn === "number" && Number.isInteger(asn) && asn > 0 && asn <= ASN_MAX ? asn : null,
  };
}
