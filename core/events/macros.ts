import { SUB_IDS } from "../link/parameters.ts";

/** What stands in braces in a postback's address, and what comes in its place. */
export const POSTBACK_MACROS: Readonly<Record<string, string>> = {
  event_id: "Id of what is told; the same however often it is tried.",
  event_type: "Type of what is told, e.g. `commission.created`.",
  event_time: "When it happened, in RFC 3339.",
  event_timestamp: "When it happened, in seconds since 1970.",
  event_timestamp_ms: "When it happened, in milliseconds since 1970.",
  workspace_id: "The merchant's workspace.",
  status: "`pending`, `approved` or `rejected` of a commission; `paid` or `returned` of a payout.",
  affiliate_id: "The affiliate told.",
  affiliate_name: "Name of the affiliate.",
  affiliate_group: "The affiliate's group, as the merchant calls it.",
  affiliate_tier: "The affiliate's tier, as the merchant calls it.",
  program_id: "The program of the commission.",
  program_name: "Name of the program.",
  commission_id: "The commission.",
  commission: "What it comes to in the currency's decimals, e.g. `5.00`, without what changes took.",
  commission_minor: "The same in minor units, e.g. `500`.",
  commission_full: "What was earned at first, in decimals.",
  commission_full_minor: "The same in minor units.",
  commission_reduced: "What changes of the sale took of it, in decimals.",
  commission_reduced_minor: "The same in minor units.",
  commission_currency: "Currency of the commission (ISO 4217).",
  commission_status:
    "Where the commission stands: `pending`, `held`, `approved`, `batched`, `paid`, `reversed`.",
  commission_kind: "`sale`, `override` or `bonus`.",
  commission_level: "0 of a sale; the distance of the sponsor, or the place of the bonus.",
  previous_status: "Where it stood before, where that was another.",
  plan_id: "The plan it was worked out by.",
  plan_version: "The version of the plan.",
  rule_id: "The rule of the plan that applied.",
  hold_until: "When its hold ends, in RFC 3339.",
  approved_at: "When it was approved, in RFC 3339.",
  payable_at: "From when on it may be paid, in RFC 3339.",
  conversion_id: "The conversion.",
  external_id: "The merchant's own id of it, e.g. of the order.",
  order_id: "As `external_id`.",
  txid: "As `external_id`.",
  event: "What was reported, e.g. `sale`.",
  goal: "As `event`.",
  conversion_status: "`attributed` or `unattributed`.",
  reason: "The reason code of the conversion.",
  amount: "What the order comes to, in decimals.",
  amount_minor: "The same in minor units.",
  currency: "Currency of the order.",
  refunded: "What of the order was given back so far, in decimals.",
  refunded_minor: "The same in minor units.",
  base: "The part of the order that the commission is of, in decimals.",
  base_minor: "The same in minor units.",
  coupon_code: "The coupon of the order, where it is the affiliate's own.",
  customer_country: "Country of the buyer (ISO 3166-1 alpha-2).",
  occurred_at: "When the order was made, in RFC 3339.",
  occurred_timestamp: "The same in seconds since 1970.",
  received_at: "When it was reported, in RFC 3339.",
  click_id: "The click, as the link passed it on.",
  ...Object.fromEntries(
    SUB_IDS.map((name, index) => [name, `The affiliate's own label ${index + 1} of the click.`]),
  ),
  subid: "As `sub1`.",
  clicked_at: "When the link was followed, in RFC 3339.",
  clicked_timestamp: "The same in seconds since 1970.",
  country: "Country of the click.",
  region: "Part of the country (ISO 3166-2).",
  language: "Language of the browser.",
  device: "Kind of device.",
  os: "Operating system.",
  browser: "Browser.",
  referrer_host: "Host of the page the link was on.",
  landing_host: "Host the click was sent to.",
  variant_id: "The variant that chose it.",
  link_id: "The link.",
  slug: "Path of the link.",
  link_host: "Host of the link.",
  payout_id: "The payout.",
  payout: "What was paid, in decimals.",
  payout_minor: "The same in minor units.",
  payout_currency: "Currency of the payout.",
  payout_status: "Where the payout stands.",
  payout_batch_id: "The batch of the payout.",
  payout_reference: "What the provider calls the payout.",
  paid_at: "When it was paid, in RFC 3339.",
};

/** Values of macros by their names; what is absent is empty. */
export type MacroValues = Readonly<Record<string, string | null | undefined>>;
/** An address as a parser takes it apart (WHATWG URL); null if it is none. */
export type ParseTemplate = (text: string) => {
  readonly href: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly pathname: string;
} | null;

const MACRO = /\{([A-Za-z0-9_]{1,64})\}/g;
/** Where scheme, user and host end. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*/i;

/** Says what is wrong with a template, or null. What it holds in braces must stand after the host, and alone. */
export function templateProblem(template: string, parse: ParseTemplate): string | null {
  const whole = parse(template.replace(MACRO, "x"));
  if (!whole) return "must be an absolute URL";
  if (/[{}]/.test(AUTHORITY.exec(template)?.[0] ?? template)) return "may hold macros after its host only";
  if (/[{}]/.test(template.replace(MACRO, ""))) return "holds a brace that is no part of a macro";
  return null;
}

/**
 * Puts values into a template: each is encoded and never read again, so that one which looks like a macro stays a
 * value. A macro nobody knows is empty. Null where the values would lead to another place than the template says.
 */
export function fillTemplate(template: string, values: MacroValues, parse: ParseTemplate): string | null {
  const filled = template.replace(MACRO, (_, name: string) => encode(textOf(values, name)));
  const [url, plain] = [parse(filled), parse(template.replace(MACRO, "x"))];
  if (!url || !plain || placeOf(url) !== placeOf(plain)) return null;
  return depthOf(url) === depthOf(plain) ? url.href : null;
}

const textOf = (values: MacroValues, name: string): string =>
  Object.hasOwn(values, name) ? (values[name] ?? "") : "";

/** Half a character, as hostile reports hold, has no bytes of its own. */
const encode = (value: string): string =>
  encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

type Parsed = NonNullable<ReturnType<ParseTemplate>>;
const placeOf = ({ protocol, username, password, host }: Parsed): string =>
  [protocol, username, password, host].join(" ");
/** A value of dots would climb out of its folder. */
const depthOf = ({ pathname }: Parsed): number => pathname.split("/").length;
