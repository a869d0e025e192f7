import { expect, it } from "vitest";
import * as z from "zod/mini";
import { issueMessage } from "./issue-message.ts";

const messages = (schema: z.ZodMiniType, value: unknown): readonly string[] =>
  schema.safeParse(value, { reportInput: true }).error?.issues.map(issueMessage) ?? [];

const kinds = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("a") }),
  z.strictObject({ kind: z.literal("b") }),
]);

it.each<[z.ZodMiniType, unknown, string]>([
  [z.string(), 1, "must be text"],
  [z.number(), "1", "must be a number"],
  [z.int(), 1.5, "must be a whole number"],
  [z.int(), 1e20, "must be at most 9007199254740991"],
  [z.boolean(), 0, "must be true or false"],
  [z.array(z.string()), {}, "must be a list"],
  [z.strictObject({}), [], "must be an object"],
  [z.record(z.string(), z.string()), [], "must be an object"],
  [z.literal("a"), "b", "must be a"],
  [z.enum(["a", "b"]), "c", "must be one of a, b"],
  [z.string().check(z.minLength(1)), "", "must have at least 1 characters"],
  [z.string().check(z.maxLength(2)), "abc", "must have at most 2 characters"],
  [z.array(z.string()).check(z.maxLength(1)), ["a", "b"], "must have at most 1 entries"],
  [z.number().check(z.minimum(5)), 4, "must be at least 5"],
  [z.number().check(z.gt(5)), 5, "must be more than 5"],
  [z.number().check(z.lt(5)), 5, "must be less than 5"],
  [z.string().check(z.regex(/^a$/)), "b", "is not of the form it must have"],
  [z.union([z.string(), z.number()]), null, "has none of the forms it may have"],
  [kinds, { kind: "c" }, "must be one of a, b"],
  [
    z.record(z.string().check(z.maxLength(1)), z.string()),
    { ab: "" },
    "has a key that must have at most 1 characters",
  ],
  [z.string().check(z.refine(() => false)), "", "is not what it must be"],
  [z.string("must be a name"), 1, "must be a name"],
])("says what is wrong: %#", (schema, value, message) => {
  expect(messages(schema, value)).toEqual([message]);
});
