import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { tellError, tellStack } from "./tell-error.ts";

const QUERY = 'insert into "person_factors" ("id", "sealed") values ($1, $2)';
const failed = (cause: object) =>
  new DrizzleQueryError(QUERY, ["pfa_secret", "a sealed\n    at secret"], cause as Error);

it("tells a statement that failed by its text, SQLSTATE and constraint, without a value", () => {
  const message = 'duplicate key value violates unique constraint "person_factors_unconfirmed"';
  const cause = Object.assign(new Error(message), {
    ...{ code: "23505", constraint: "person_factors_unconfirmed", detail: "Key (person_id)=(per_secret)" },
  });
  expect(tellError(failed(cause))).toBe(
    `Error: Failed query: ${QUERY}\n23505\nperson_factors_unconfirmed\n${message}`,
  );
  const told = tellStack(failed(cause));
  expect(told).toMatch(/\n {4}at .*tell-error\.test\.ts/);
  expect(told).not.toContain("secret");
});

it("leaves out what Postgres says of a value that it cannot read, since it quotes it", () => {
  const cause = Object.assign(new Error('invalid input syntax for type bigint: "secret"'), { code: "22P02" });
  expect(tellError(failed(cause))).toBe(`Error: Failed query: ${QUERY}\n22P02`);
});

it("tells a socket that is gone, and any other error as it tells itself", () => {
  expect(tellError(failed(new Error("Connection terminated")))).toContain("\nConnection terminated");
  expect(tellError(new RangeError("too far"))).toBe("RangeError: too far");
  expect(tellError("thrown text")).toBe("thrown text");
  const error = new RangeError("too far");
  expect(tellStack(error)).toBe(error.stack);
});
