import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { openApiDocument } from "../../workers/api/openapi/document.ts";
import { type Json, type JsonObject, jsonSchemaOf } from "../../workers/api/openapi/json-schema.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";
import { text, view } from "../../workers/api/views/schema.ts";

/** Where any JSON may stand, and why: everything else says what it holds. */
const ANY_JSON: readonly (readonly [place: RegExp, why: string])[] = [
  [/^#JsonValue\b/, "it is what any JSON is called by"],
  [/^#(AuditEvent|Event)\b.*\.change\.\*$/, "each act tells what it changed in the words of what it changed"],
  [/\.definition\.\*$/, "a saved report is kept for the page that saved it, which alone reads it"],
  [/\.(apple_association|android_asset_links)\b.*\.\*$/, "Apple and Google say what is in their files"],
  [/^#PersonEvent\b.*\.change\.\*$/, "as each act does"],
  [/^#PasskeyChallenge\b.*\.options\.\*$/, "browsers say what they are to be asked for"],
  [/^#GivenPasskeyCredential\b/, "browsers say what is in a credential, and add to it"],
];

const ANY_JSON_REF = "#/components/schemas/JsonValue";
const SAYS = ["type", "$ref", "enum", "const", "anyOf", "oneOf", "allOf"];

/** Every place of a schema that does not say what it holds, or says that it is any JSON. */
function loosePlaces(schema: Json | undefined, place: string): readonly string[] {
  if (schema === undefined || typeof schema !== "object" || schema === null) return [place];
  const { properties, additionalProperties, items, ...held } = schema as Record<string, Json>;
  const parts = Object.entries((properties ?? {}) as JsonObject);
  const choices = ["anyOf", "oneOf", "allOf", "prefixItems"].flatMap(
    (key) => (held[key] ?? []) as readonly Json[],
  );
  const isBare = held.type === "object" && properties === undefined && additionalProperties === undefined;
  const isLoose = isBare || held.$ref === ANY_JSON_REF || !SAYS.some((key) => key in held);
  const isList = held.type === "array" && held.prefixItems === undefined;
  return [
    ...(isLoose ? [place] : []),
    ...parts.flatMap(([name, of]) => loosePlaces(of, `${place}.${name}`)),
    ...(additionalProperties === undefined || additionalProperties === false
      ? []
      : loosePlaces(additionalProperties, `${place}.*`)),
    ...(isList ? loosePlaces(items, `${place}[]`) : []),
    ...choices.flatMap((of) => loosePlaces(of, place)),
  ];
}

type Content = Readonly<Record<string, { readonly schema: Json }>>;
type Call = {
  readonly parameters: readonly { readonly name?: string; readonly schema?: Json }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};

/** Every schema of the document, by where it stands: `#` before those with a name, `>` before what is sent. */
function schemasOf(document: JsonObject): readonly (readonly [place: string, schema: Json])[] {
  const { paths, components } = document as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Call>>>>;
    readonly components: { readonly schemas: JsonObject };
  };
  const within = (place: string, content: Content = {}) =>
    Object.values(content).map(({ schema }) => [place, schema] as const);
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => [`${method} ${path}`, call] as const),
  );
  return [
    ...Object.entries(components.schemas).map(([name, schema]) => [`#${name}`, schema] as const),
    ...calls.flatMap(([name, { parameters, requestBody, responses }]) => [
      ...parameters.flatMap((each) =>
        each.schema === undefined ? [] : [[`${name} ?${each.name}`, each.schema] as const],
      ),
      ...within(`${name} >`, requestBody?.content),
      ...Object.entries(responses).flatMap(([status, { content }]) => within(`${name} <${status}`, content)),
    ]),
  ];
}

const places = schemasOf(openApiDocument(ROUTES, PERSON_ROUTES)).flatMap(([place, schema]) =>
  loosePlaces(schema, place),
);

describe("the OpenAPI document", () => {
  it("says of every part of a body and an answer what it holds, but for the few that are free", () => {
    expect(places.filter((place) => !ANY_JSON.some(([free]) => free.test(place)))).toEqual([]);
  });

  it("calls no two schemas by one name", () => {
    const parts = { owner: "x", components: new Map<string, Json>() };
    const tell = (fields: z.core.$ZodShape) =>
      jsonSchemaOf(z.strictObject({ part: view("Twice", fields) }), "output", parts);
    tell({ a: text });
    expect(() => tell({ a: text })).not.toThrow();
    expect(() => tell({ b: text })).toThrow("two schemas are called Twice");
  });

  it("has nothing among the free that is exact by now", () => {
    expect(ANY_JSON.filter(([free]) => !places.some((place) => free.test(place)))).toEqual([]);
  });

  it.each<[string, Json]>([
    ["says nothing", {}],
    ["is any object", { type: "object" }],
    ["takes any field", { type: "object", properties: {}, additionalProperties: {} }],
    ["takes any field, as true", { type: "object", additionalProperties: true }],
    ["is a list of anything", { type: "array" }],
    ["may be anything", { anyOf: [{ type: "null" }, {}] }],
    ["is any JSON", { type: "object", additionalProperties: { $ref: ANY_JSON_REF } }],
  ])("is not exact where a part %s", (_, schema) => {
    expect(loosePlaces({ type: "object", properties: { part: schema } }, "a")).toHaveLength(1);
  });
});
