import { expect } from "vitest";
import { ERRORS, type ErrorBody } from "../../contracts/error.ts";
import type { createTestIntake } from "./intake-env.ts";

/** Where the API Worker hands conversions on to. */
export const INTAKE_URL = "http://api.example/v1/conversions";

/** A good body, with these fields changed. */
export const conversionOf = (changes: Record<string, unknown> = {}) => ({
  external_id: "order-1",
  event: "purchase",
  amount_minor: "12990",
  currency: "EUR",
  ...changes,
});

/** Sends a conversion: an object as JSON, a text as it is. A header that is null is left out. */
export function postConversion(
  { intake, key }: { readonly intake: ReturnType<typeof createTestIntake>; readonly key: string },
  body: unknown,
  headers: Record<string, string | null> = {},
): Promise<Response> {
  const all = { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers };
  const kept = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return intake.call(INTAKE_URL, { method: "POST", headers: kept, body: text });
}

/** What a refusal says, after a check of all that every refusal must keep. */
export async function refusalOf(response: Response): Promise<ErrorBody["error"]> {
  const { error } = (await response.json()) as ErrorBody;
  expect(response.status).toBe(ERRORS[error.code].status);
  expect(response.headers.get("request-id")).toBe(error.request_id);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  return error;
}
