import * as z from "zod/mini";
import { COMPONENTS, shownOf } from "../../../contracts/described.ts";
import { assert } from "../../../core/shared/assert.ts";
import type { Schema } from "../route.ts";

/** A value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

const REF = "#/$defs/";
/** What zod notes for itself, or says that a reader of an answer should not rely on. */
const DROPPED = {
  input: ["$schema", "id"],
  output: ["$schema", "id", "readOnly", "additionalProperties", "default"],
};

/**
 * Gives the JSON Schema of a contract; schemas that have a name of their own are noted among the components, and
 * those that refer to themselves under the name of whoever holds them. A name is of one schema. Of what is sent, `input` tells what may be sent;
 * there an object's name begins with `Given`, since an answer may tell more of the same thing. An answer may get further fields with time, so its objects are not said to be closed.
 */
export function jsonSchemaOf(
  schema: Schema,
  io: "input" | "output",
  { owner, components }: { readonly owner: string; readonly components: Map<string, Json> },
): JsonObject {
  const made = z.toJSONSchema(schema, {
    ...{ io, unrepresentable: "any", metadata: COMPONENTS, reused: "inline" },
    override: ({ zodSchema, jsonSchema }) => {
      const shown = shownOf(zodSchema);
      if (shown) replaceBy(jsonSchema, jsonSchemaOf(shown, io, { owner, components }));
    },
  });
  const { $defs = {}, ...whole } = made as unknown as Record<string, Json> & {
    readonly $defs?: Readonly<Record<string, Json>>;
  };
  const nameOf = (def: string): string => {
    if (!/^[A-Z]/.test(def)) return `${owner}_${def.replaceAll(/\W|_/g, "")}`;
    return io === "output" || isSameBothWays($defs[def] ?? null) ? def : `Given${def}`;
  };
  const clean = (value: Json): Json => rewrite(value, nameOf, DROPPED[io]);
  for (const [def, value] of Object.entries($defs)) {
    const [name, schema] = [nameOf(def), clean(value)];
    const before = components.get(name) ?? schema;
    assert(JSON.stringify(before) === JSON.stringify(schema), `two schemas are called ${name}`);
    components.set(name, schema);
  }
  return clean(whole) as JsonObject;
}

/** True of words and texts: objects may take less than they answer, and are closed only where they are sent. */
const isSameBothWays = (value: Json): boolean => !/"(properties|default)":/.test(JSON.stringify(value));

function replaceBy(schema: { [key: string]: unknown }, by: JsonObject): void {
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, by);
}

function rewrite(value: Json, nameOf: (def: string) => string, dropped: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((each) => rewrite(each, nameOf, dropped));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).flatMap(([key, each]): [string, Json][] => {
    // The fields of an object may have any name.
    if (key === "properties") {
      const fields = Object.entries(each as JsonObject);
      return [[key, Object.fromEntries(fields.map(([name, of]) => [name, rewrite(of, nameOf, dropped)]))]];
    }
    if (key === "$ref" && typeof each === "string" && each.startsWith(REF)) {
      return [[key, `#/components/schemas/${nameOf(each.slice(REF.length))}`]];
    }
    if (dropped.includes(key) && !(key === "additionalProperties" && each !== false)) return [];
    return [[key, rewrite(each, nameOf, dropped)]];
  });
  return Object.fromEntries(entries);
}
