import { expect, it } from "vitest";
import { PERSONAL_FIELDS } from "../../../core/access/personal.ts";
import { legalDetailsView } from "./document.ts";
import { revealedMethod } from "./payout-method.ts";

it.each([
  ["legal details", legalDetailsView.shape],
  ["a revealed payout method", revealedMethod.shape],
])("are declared as they are answered to who may not see what tells of persons: %s", (_, shape) => {
  const hidden = Object.entries(shape).filter(([name]) => PERSONAL_FIELDS.has(name));
  expect(hidden).not.toEqual([]);
  for (const [name, field] of hidden) expect([name, field.safeParse(null).success]).toEqual([name, true]);
});
