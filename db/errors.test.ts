import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { textOfCause } from "./errors.ts";

it("tells what went wrong without the statement and its values", () => {
  const failed = (cause: unknown) => new DrizzleQueryError("select $1", ["a secret"], cause as Error);
  expect(textOfCause(failed(new Error("the link is gone", { cause: new Error("ECONNRESET") })))).toBe(
    "Error: ECONNRESET",
  );
  // A socket that never opened is reported as an event, which is no Error.
  expect(textOfCause(failed({ type: "error", message: "Network connection lost." }))).toBe(
    "Network connection lost.",
  );
  expect(textOfCause(new RangeError("too far"))).toBe("RangeError: too far");
  expect(textOfCause("thrown text")).toBe("thrown text");
  expect(textOfCause(undefined)).toBe("undefined");
});
