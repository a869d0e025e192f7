import type { Operator, ResourceColumn } from "./resource.ts";

type Asked = Omit<ResourceColumn, "field" | "type" | "filters">;

/** A column of text. */
export const text = (
  field: string,
  filters: readonly Operator[] = [],
  asked: Asked = {},
): ResourceColumn => ({
  ...{ field, type: "text", filters, ...asked },
});

/** A name, by which lists are filtered, searched and sorted. */
export const named = (field: string): ResourceColumn =>
  text(field, ["eq", "contains"], { isSorted: true, isSearched: true });

/** A text that says which of a few, or which row: one of them, or one of several. */
export const picked = (field: string): ResourceColumn => text(field, ["eq", "in"]);

/** A whole number. */
export const integer = (field: string, asked: Asked = {}): ResourceColumn => ({
  ...{ field, type: "integer", filters: ["eq", "gte", "lte"], ...asked },
});

/** True or false. */
export const flag = (field: string): ResourceColumn => ({ field, type: "boolean", filters: ["eq"] });

/** An instant, by which lists are cut. */
export const instant = (field: string, asked: Asked = {}): ResourceColumn => ({
  ...{ field, type: "instant", filters: ["gte", "lte"], ...asked },
});

/** A list of texts. */
export const list = (field: string, filters: readonly Operator[] = []): ResourceColumn => ({
  ...{ field, type: "list", filters },
});

/** JSON of a form that its contract checks. */
export const json = (field: string): ResourceColumn => ({ field, type: "json" });

/** What every standard entity has last. */
export const times = {
  archived_at: instant("archivedAt"),
  created_at: instant("createdAt"),
  updated_at: instant("updatedAt"),
};
