import * as fc from "fast-check";

/** A JSON Schema as the OpenAPI document has it. */
export type JsonSchema = { readonly [name: string]: unknown };

/** Stands for a piece of JSON that no value of ours is written as, e.g. `1e400`. */
export const RAW = "raw:";

/** Values that break what takes them for granted, whatever was asked for. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 53, 1e300, "", " ", "0", "-0", [], {}, [[]], [null]),
  fc.constantFrom(`${RAW}1e400`, `${RAW}-1e400`, `${RAW}-0`, `${RAW}123456789012345678901234567890`),
  fc.constantFrom(
    `${RAW}${"[".repeat(5_000)}${"]".repeat(5_000)}`,
    `${RAW}{"a":${'{"all":['.repeat(2_000)}${"]}".repeat(2_000)}}`,
  ),
  fc.constantFrom(
    "\0",
    "\ud800",
    "a\udfffb",
    "\u202e",
    "é".repeat(3_000),
    "x".repeat(70_000),
    "'; drop table clicks; --",
  ),
  fc.constantFrom(
    "9999-12-31T23:59:59Z",
    "2026-02-30T00:00:00Z",
    "0000-01-01",
    "-1",
    "1e9",
    "NaN",
    "__proto__",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Makes values that a schema takes, and now and then ones that it does not. */
export class AnyValue {
  constructor(
    private readonly components: Readonly<Record<string, JsonSchema>>,
    /** Ids of things that there are. */
    private readonly ids: readonly string[],
  ) {}

  /** A value of a schema; one in `1 / badness` parts of it is something else. */
  of(schema: JsonSchema, badness: number, depth = 0): fc.Arbitrary<unknown> {
    const good = this.#good(schema, badness, depth);
    return fc.oneof({ weight: badness, arbitrary: good }, { weight: 1, arbitrary: hostile });
  }

  /** Text for a path or a query. */
  text(schema: JsonSchema): fc.Arbitrary<string> {
    const junk = fc.constantFrom(
      "%ff",
      "%",
      "%00",
      "..",
      "a/b",
      "ext:order-1",
      "ext:%ED%A0%80",
      "none",
      "-1",
      "1e9",
      "é",
    );
    const given = this.#good(schema, 20, 0).map((value) =>
      encodeURIComponent(Buffer.from(String(value)).toString()),
    );
    return fc.oneof(
      { weight: 4, arbitrary: given },
      { weight: 1, arbitrary: this.#id() },
      { weight: 1, arbitrary: junk },
    );
  }

  #id(): fc.Arbitrary<string> {
    return fc.constantFrom(...this.ids);
  }

  #good(schema: JsonSchema, badness: number, depth: number): fc.Arbitrary<unknown> {
    const { $ref, enum: words, anyOf, oneOf, allOf, type } = schema as Record<string, never>;
    if ("const" in schema) return fc.constant(schema.const);
    if ($ref) return this.of(this.components[String($ref).split("/").at(-1) ?? ""] ?? {}, badness, depth + 1);
    if (words) return fc.constantFrom(...(words as unknown[]));
    const parts = (anyOf ?? oneOf ?? allOf) as readonly JsonSchema[] | undefined;
    if (parts) return fc.oneof(...parts.map((part) => this.of(part, badness, depth + 1)));
    if (depth > 8) return fc.constant(null);
    switch (type as string | undefined) {
      case "object":
        return this.#object(schema, badness, depth);
      case "array":
        return fc.array(this.of((schema.items ?? {}) as JsonSchema, badness, depth + 1), { maxLength: 3 });
      case "string":
        return this.#string(schema);
      case "integer":
      case "number":
        return fc.integer({
          min: Number(schema.minimum ?? 0),
          max: Math.min(Number(schema.maximum ?? 100), 1_000),
        });
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      default:
        return fc.oneof(
          this.#id(),
          fc.constantFrom<unknown>("EUR", 1, "100", "2026-11-01T00:00:00Z"),
          hostile,
        );
    }
  }

  #object(schema: JsonSchema, badness: number, depth: number): fc.Arbitrary<unknown> {
    const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
    const required = (schema.required ?? []) as string[];
    const shape = Object.fromEntries(fields.map(([name, of]) => [name, this.of(of, badness, depth + 1)]));
    const isMissing = fc.integer({ min: 0, max: badness }).map((drawn) => drawn === 0);
    return fc
      .tuple(fc.record(shape, { requiredKeys: required }), isMissing, isMissing, fc.nat())
      .map(([made, lacks, hasMore, drawn]) => {
        const all = { ...(made as Record<string, unknown>) };
        const names = Object.keys(all);
        if (lacks && names.length > 0) delete all[names[drawn % names.length] ?? ""];
        return hasMore ? { ...all, [drawn % 2 === 0 ? "extra" : "constructor"]: drawn } : all;
      });
  }

  #string({ pattern, format, minLength, maxLength }: JsonSchema): fc.Arbitrary<unknown> {
    if (format === "date-time") return fc.constantFrom("2026-11-01T00:00:00Z", "2026-01-01T00:00:00+02:00");
    if (format === "date") return fc.constantFrom("2026-11-01", "1999-12-31");
    const usual = fc.constantFrom(
      "EUR",
      "DE",
      "https://shop.example/a",
      "shop.example",
      "100",
      "a@b.example",
      "2026-10",
    );
    const ofLength = fc.string({
      minLength: Number(minLength ?? 1),
      maxLength: Math.min(Number(maxLength ?? 30), 60),
    });
    const matching = typeof pattern === "string" ? matchingOf(pattern) : null;
    return matching
      ? fc.oneof({ weight: 6, arbitrary: matching }, usual)
      : fc.oneof(this.#id(), usual, ofLength);
  }
}

function matchingOf(pattern: string): fc.Arbitrary<string> | null {
  try {
    const arbitrary = fc.stringMatching(new RegExp(pattern));
    fc.sample(arbitrary, 1);
    return arbitrary;
  } catch {
    // Of a form that cannot be drawn from: other texts stand for it.
    return null;
  }
}
