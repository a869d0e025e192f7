import { expect, it } from "vitest";
import { ATTRIBUTED_REASONS, isAttributedReason, REASONS, UNATTRIBUTED_REASONS } from "./reasons.ts";

it("a reason says whether somebody was credited", () => {
  const codes = Object.keys(REASONS) as (keyof typeof REASONS)[];
  expect(codes.filter(isAttributedReason)).toEqual(Object.keys(ATTRIBUTED_REASONS));
  expect(codes.filter((code) => !isAttributedReason(code))).toEqual(Object.keys(UNATTRIBUTED_REASONS));
});
