/** The affiliate's own labels of a click, in order. */
export const SUB_IDS = ["sub1", "sub2", "sub3", "sub4", "sub5", "sub6", "sub7", "sub8"] as const;
/** The name of one of them. */
export type SubIdName = (typeof SUB_IDS)[number];

/** The parameters of a postback (docs/api.md). */
export const POSTBACK_PARAMETERS = [
  "click_id",
  "txid",
  "amount",
  "currency",
  "event",
  "coupon_code",
  "customer_id",
] as const;
/** The name of one of them. */
export type PostbackParameter = (typeof POSTBACK_PARAMETERS)[number];

/**
 * Names of query parameters that another system used, so that a merchant who moves changes no link. Each
 * part may be absent. Stored and published as it is.
 */
export type ParameterMap = {
  /** On links, other names of the labels: `{ "aff_sub": "sub1" }`. */
  readonly sub_ids?: Readonly<Record<string, SubIdName>> | undefined;
  /** Further names under which the click id reaches the shop: `["dub_id"]`. */
  readonly click_id?: readonly string[] | undefined;
  /** On pages of the shop, names that carry the slug of a link: `["via", "ref"]`. */
  readonly via?: readonly string[] | undefined;
  /** In postbacks, other names: `{ "transaction_id": "click_id", "adv_sub": "txid" }`. */
  readonly postback?: Readonly<Record<string, PostbackParameter>> | undefined;
};

/** The query parameter by which a click id reaches the shop, unless the program names another. */
export const CLICK_ID_PARAMETER = "tb_clid";

/** What may be the name of a query parameter of a map. */
export const PARAMETER_NAME = /^[A-Za-z0-9_.-]{1,64}$/;
