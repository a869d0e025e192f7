/** How a field's value is read: `code` and `integer` into a dictionary, `list` as one text of it. */
export type FieldKind = "id" | "time" | "boolean" | "text" | "code" | "integer" | "list" | "subs";

/** A field of a click's record (`contracts/click-message.ts`, version 1), and the column it goes to. */
export type ClickField = {
  readonly key: string;
  readonly kind: FieldKind;
  readonly column: string;
  /** Whether each record has the field, and whether it may be null. */
  readonly isRequired: boolean;
  readonly isNullable: boolean;
};

const field = (key: string, kind: FieldKind, column = key): ClickField => ({
  key,
  kind,
  column,
  isRequired: true,
  isNullable: false,
});
const nullable = (key: string, kind: FieldKind): ClickField => ({ ...field(key, kind), isNullable: true });
const optional = (key: string, column = key): ClickField => ({
  ...field(key, "code", column),
  isRequired: false,
});

/** The fields in the order in which records have them. */
export const CLICK_FIELDS: readonly ClickField[] = [
  field("id", "id", "click_id"),
  field("workspace_id", "code"),
  field("link_id", "code"),
  field("affiliate_id", "code"),
  field("program_id", "code"),
  field("host", "code"),
  field("slug", "code"),
  field("clicked_at_ms", "time", "clicked_at"),
  field("visitor_id", "text"),
  field("visitor_kind", "code"),
  field("verdict", "code"),
  field("evidence", "list"),
  nullable("network_hash", "text"),
  nullable("user_agent", "code"),
  nullable("referrer_host", "code"),
  nullable("country", "code"),
  nullable("asn", "integer"),
  field("sub_ids", "subs"),
  field("is_opted_out", "boolean"),
  field("request_id", "text"),
  optional("source"),
  optional("region"),
  optional("language"),
  optional("rule", "rule_id"),
  optional("variant", "variant_id"),
  optional("landing_host"),
];
