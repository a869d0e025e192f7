import * as z from "zod/mini";
import { columnOf, type Resource, type ResourceColumn } from "../../../services/resources/resource.ts";
import type { Schema } from "../route.ts";

/** What a row is shown as, by the columns of its entity. */
export function rowSchema(resource: Resource<never>): Schema {
  const columns = Object.entries(resource.columns).map(([name, column]) => [
    name,
    // Null for callers who may not see it.
    resource.masked?.includes(name)
      ? z.nullable(valueSchema(resource, column))
      : valueSchema(resource, column),
  ]);
  return z.object({
    id: z.string(),
    object: z.literal(resource.object),
    ...(Object.fromEntries(columns) as Record<string, Schema>),
    version: z.int(),
  });
}

/** A list of what is shown. */
export const listSchema = (row: Schema) =>
  z.object({
    object: z.literal("list"),
    data: z.array(row),
    has_more: z.boolean(),
    next_cursor: z.nullable(z.string()),
  });

function valueSchema({ table }: Resource<never>, { field, type }: ResourceColumn): Schema {
  const { notNull, enumValues } = columnOf(table, field);
  const value = enumValues ? z.enum(enumValues as [string, ...string[]]) : SHOWN[type];
  return notNull ? value : z.nullable(value);
}

const SHOWN: Readonly<Record<ResourceColumn["type"], Schema>> = {
  text: z.string(),
  integer: z.int(),
  boolean: z.boolean(),
  instant: z.iso.datetime(),
  list: z.array(z.string()),
  json: z.unknown(),
};
