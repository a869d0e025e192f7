import * as z from "zod/mini";
import { savedReportDefinition } from "../../../contracts/api/crm.ts";
import { segmentRule } from "../../../contracts/api/segments.ts";
import { columnOf, type Resource, type ResourceColumn } from "../../../services/resources/resource.ts";
import type { Schema } from "../route.ts";
import { view } from "../views/schema.ts";

const made = new Map<string, Schema>();

/** What a row is shown as, by the columns of its entity: one schema for each, whoever shows it. */
export function rowSchema(resource: Resource<never>): Schema {
  const known = made.get(resource.object);
  if (known) return known;
  const schema = makeSchema(resource);
  made.set(resource.object, schema);
  return schema;
}

function makeSchema(resource: Resource<never>): Schema {
  const columns = Object.entries(resource.columns).map(([name, column]) => [
    name,
    // Null for callers who may not see it.
    resource.masked?.includes(name)
      ? z.nullable(valueSchema(resource, column))
      : valueSchema(resource, column),
  ]);
  return view(nameOf(resource.object), {
    id: z.string(),
    object: z.literal(resource.object),
    ...(Object.fromEntries(columns) as Record<string, Schema>),
    version: z.int(),
  });
}

/** The name of an entity in the OpenAPI document: `SavedReport` of `saved_report`. */
const nameOf = (object: string): string =>
  object.replaceAll(/(?:^|_)(\w)/g, (_, first: string) => first.toUpperCase());

function valueSchema({ object, table }: Resource<never>, { field, type }: ResourceColumn): Schema {
  const { notNull, enumValues } = columnOf(table, field);
  const value = enumValues
    ? z.enum(enumValues as [string, ...string[]])
    : type === "json"
      ? jsonColumn(`${object}.${field}`)
      : SHOWN[type];
  return notNull ? value : z.nullable(value);
}

/** What columns of JSON hold, as it is checked on its way in. */
const JSON_COLUMNS: Readonly<Record<string, Schema>> = {
  "segment.rule": segmentRule,
  "saved_report.definition": savedReportDefinition,
};

function jsonColumn(name: string): Schema {
  const schema = JSON_COLUMNS[name];
  if (!schema) throw new Error(`${name} has no schema`);
  return schema;
}

const SHOWN: Readonly<Record<Exclude<ResourceColumn["type"], "json">, Schema>> = {
  text: z.string(),
  integer: z.int(),
  boolean: z.boolean(),
  instant: z.iso.datetime(),
  list: z.array(z.string()),
};
