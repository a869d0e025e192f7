import * as z from "zod/mini";

/** The names under which the OpenAPI document has schemas, and what it tells of them. */
export const COMPONENTS = z.registry<{ readonly id?: string; readonly description?: string }>();

const shown = new WeakMap<object, z.ZodMiniType>();

/** Gives a schema a name in the document; where it is read its fields are closed, and its name begins with `Given`. */
export function named<Of extends z.ZodMiniType>(id: string, schema: Of, description?: string): Of {
  COMPONENTS.add(schema, { id, ...(description === undefined ? {} : { description }) });
  return schema;
}

/** Has the document tell of a schema what another one says; it is read as before. */
export function shownAs<Of extends z.ZodMiniType>(schema: Of, as: z.ZodMiniType): Of {
  shown.set(schema, as);
  return schema;
}

/** What the document tells of a schema instead of itself, if anything. */
export const shownOf = (schema: object): z.ZodMiniType | undefined => shown.get(schema);

/** Has the document say in words what a schema alone does not. */
export function described<Of extends z.ZodMiniType>(schema: Of, description: string): Of {
  COMPONENTS.add(schema, { description });
  return schema;
}

/** Any value of JSON, where what it holds is for its sender to say. */
export const jsonValue = named("JsonValue", z.json(), "Any JSON, as it was given.");

/** An object of JSON whose fields its sender names, within the limits that the text tells. */
export const jsonObject = (description: string) => described(z.record(z.string(), jsonValue), description);
