import type { Route } from "../route.ts";
import type { PersonRoute } from "../sign-in/person-route.ts";
import { describedCalls } from "./document.ts";
import { pathOf } from "./operation.ts";

const HEAD = `# Tributary

> Affiliate tracking, attribution and payouts: short links that redirect at the edge, conversions decided by a
> versioned policy and explained, commissions in an append-only ledger, payouts that a second person approves.

- [OpenAPI 3.1](/openapi.json): every call with what it takes and answers.
- [Reference](/docs): the same to read.
- [Errors](/docs/errors): every code of an error.

A call has \`Authorization: Bearer tb_live_…\` and belongs to the workspace of its key. Bodies are JSON. Money is
{"amount_minor": "12990", "currency": "EUR"}. Lists have \`data\`, \`has_more\` and \`next_cursor\`. An \`Idempotency-Key\`
makes a call that changes something safe to repeat. An error lists all that is wrong in \`error.errors\`.

## Calls
`;

/** What the product is, and each call in a line, for programs that read text. */
export function llmsText(routes: readonly Route[], personRoutes: readonly PersonRoute[]): string {
  const lines = describedCalls(routes, personRoutes).map((call) => {
    const needs = "permission" in call.by ? ` (\`${call.by.permission}\`)` : "";
    return `- \`${call.method} ${pathOf(call.path)}\`${needs}: ${call.summary}`;
  });
  return `${HEAD}\n${lines.join("\n")}\n`;
}
