import { expect, it } from "vitest";
import {
  ATTRIBUTED_REASONS,
  isAttributedReason,
  REASONS,
  TOUCH_ONLY_REASONS,
  UNATTRIBUTED_REASONS,
} from "../../core/attribution/reasons.ts";

const PAGE = "../../docs/reason-codes.md";

const table = (reasons: Readonly<Record<string, string>>): string =>
  [
    "| code | says |",
    "| --- | --- |",
    ...Object.entries(reasons).map(([code, says]) => `| \`${code}\` | ${says} |`),
  ].join("\n");

const page = `# Reason codes

Every conversion ends with exactly one of ${Object.keys(REASONS).length} reason codes. Made from
\`core/attribution/reasons.ts\` by \`npx vitest run tests/config/reason-codes.test.ts --update\`, and held to it by the same test.

## Attributed

Somebody was credited. The status of the conversion is \`attributed\`.

${table(ATTRIBUTED_REASONS)}

## Unattributed

Nobody was credited. The status of the conversion is \`unattributed\`.

${table(UNATTRIBUTED_REASONS)}

## Of touchpoints

\`GET /v1/conversions/{id}/explain\` says of every touchpoint why it was in (\`eligible\`) or out. Out may be any code above, or one of
these, which never end a conversion, since another touchpoint stayed in:

${table(TOUCH_ONLY_REASONS)}
`;

it("lists every reason code as the code has it", async () => {
  await expect(page).toMatchFileSnapshot(PAGE);
});

it("has at least 30 that end a conversion, each telling itself apart and ending as a sentence", () => {
  const all = { ...REASONS, ...TOUCH_ONLY_REASONS };
  expect(Object.keys(REASONS).length).toBeGreaterThanOrEqual(30);
  expect(new Set(Object.values(all)).size).toBe(Object.keys(all).length);
  expect(Object.values(all).filter((says) => !/^[A-Z].*\.$/.test(says))).toEqual([]);
  expect(Object.keys(TOUCH_ONLY_REASONS).filter((code) => code in REASONS)).toEqual([]);
});

it("tells those of credit from the others", () => {
  expect(isAttributedReason("commission_capped")).toBe(true);
  expect(isAttributedReason("no_click")).toBe(false);
});
