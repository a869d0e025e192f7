import type { Column } from "./parquet/parquet-file.ts";

/** Which columns the Parquet files have; a new number whenever that changes (docs/click-log.md). */
export const CLICK_SCHEMA_VERSION = 1;

/**
 * How a column's values are kept until they are written: `text` one of each row, for what no two rows
 * share; `dictionary` each distinct value once; the others as they are named.
 */
export type ColumnKind =
  | "click_id"
  | "clicked_at"
  | "text"
  | "dictionary"
  | "integer"
  | "list"
  | "boolean"
  | "agent";

/** A column, and the field of a click's record that it comes from. */
export type ClickColumn = Column & { readonly kind: ColumnKind };

const required = "REQUIRED" as const;
const optional = "OPTIONAL" as const;

const text = (name: string, kind: ColumnKind, repetition_type: "REQUIRED" | "OPTIONAL"): ClickColumn => ({
  name,
  kind,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  logical_type: { type: "STRING" },
  repetition_type,
});

/** `sub1` to `sub8`. */
export const SUB_COLUMNS = ["sub1", "sub2", "sub3", "sub4", "sub5", "sub6", "sub7", "sub8"] as const;

/** The columns of version 1, in the order in which files have them. */
export const CLICK_COLUMNS: readonly ClickColumn[] = [
  text("click_id", "click_id", required),
  {
    name: "clicked_at",
    kind: "clicked_at",
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
    repetition_type: required,
  },
  text("workspace_id", "dictionary", required),
  text("link_id", "dictionary", required),
  text("affiliate_id", "dictionary", required),
  text("program_id", "dictionary", required),
  text("host", "dictionary", required),
  text("slug", "dictionary", required),
  text("source", "dictionary", required),
  text("verdict", "dictionary", required),
  text("evidence", "list", optional),
  text("visitor_id", "text", required),
  text("visitor_kind", "dictionary", required),
  { name: "is_opted_out", kind: "boolean", type: "BOOLEAN", repetition_type: required },
  text("network_hash", "text", optional),
  text("user_agent", "dictionary", optional),
  text("device", "agent", required),
  text("os", "agent", required),
  text("browser", "agent", required),
  text("referrer_host", "dictionary", optional),
  text("country", "dictionary", optional),
  text("region", "dictionary", optional),
  text("language", "dictionary", optional),
  { name: "asn", kind: "integer", type: "INT64", repetition_type: optional },
  ...SUB_COLUMNS.map((name) => text(name, "dictionary", optional)),
  text("rule_id", "dictionary", optional),
  text("variant_id", "dictionary", optional),
  text("landing_host", "dictionary", optional),
  text("request_id", "text", required),
];
