import * as fc from "fast-check";
import { expect, it } from "vitest";
import { anyRequest, type Operation, operationsOf, type Sent } from "../support/any-request.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { SEED } from "../support/seed.ts";

/** Requests of the whole run: those of a share of it, unless the campaign asks for more. */
const REQUESTS = Number(process.env.REQUESTS ?? 600);
/** No call takes longer, whatever it is sent. */
const ANSWER_MS_MAX = 10_000;
const AT_ONCE = 4;
/** What tells of the inside of this program, or of the database. */
const INSIDE =
  /\\n +at |node_modules|\.ts:\d+|PostgresError|NeonDbError|select .* from |insert into |tb_(?:test|live)_[0-9A-Za-z]{30}/;

const shop = apiWithSample();

const show = ({ method, path, headers, body }: Sent) =>
  JSON.stringify({ method, path, headers, body: body && new TextDecoder().decode(body).slice(0, 2_000) });

/** What is wrong with an answer to a request, or null. */
async function problemOf(sent: Sent, { statuses }: Operation): Promise<string | null> {
  const startedAtMs = performance.now();
  const body = sent.body === null ? undefined : new Blob([new Uint8Array(sent.body)]);
  const response = await shop.api.fetch(sent.method, sent.path, shop.key, body, sent.headers);
  const text = await response.text();
  const tookMs = performance.now() - startedAtMs;
  if (response.status >= 500) return `answered ${response.status}: ${text.slice(0, 300)}`;
  // A part of the path that is a dot names another path, which takes other methods.
  const isAnother = response.status === 405 && /\/\.{1,2}(?=[/?]|$)/.test(sent.path);
  if (!statuses.includes(response.status) && !isAnother)
    return `answered ${response.status}, which it does not declare`;
  if (tookMs > ANSWER_MS_MAX) return `took ${tookMs} ms`;
  if (response.status >= 400 && INSIDE.test(text)) return `tells of its inside: ${text.slice(0, 300)}`;
  return null;
}

it(`answers ${REQUESTS} requests of any kind, over all routes, as declared: no 5xx, no hang, no word of its inside`, async () => {
  const document = await (await shop.api.fetch("GET", "/openapi.json", null)).json();
  // What the intake answers is sent such requests in its own tests.
  const elsewhere =
    /^\/v1\/(?:conversions(?:\/\{id\}\/(?:changes|refunds))?|postback|clicks|pixel(?:\.gif)?)$/;
  const operations = operationsOf(document).filter(
    ({ method, path }) =>
      path.startsWith("/v1/") &&
      !(elsewhere.test(path) && method === "POST") &&
      !/postback|pixel\.gif|exports\/objects|payout-callbacks/.test(path),
  );
  const named = (sample: typeof shop.sample) => [
    ...[sample.programId, sample.planId, sample.workspaceId],
    ...sample.affiliates.flatMap(({ affiliateId, linkId }) => [affiliateId, linkId]),
  ];
  const ids = [...named(shop.sample), ...named(shop.other), "com_00000000000000000000000000"];
  const each = Math.ceil(REQUESTS / operations.length);
  const seen: Record<string, number> = {};
  const problems: string[] = [];
  let next = 0;
  const lane = async () => {
    while (next < operations.length) {
      const index = next++;
      const operation = operations[index] as Operation;
      const requests = fc.sample(anyRequest(operation, document, ids), { seed: SEED + index, numRuns: each });
      for (const sent of requests) {
        const problem = await problemOf(sent, operation).catch((error: unknown) => String(error));
        seen[problem === null ? "good" : "bad"] = (seen[problem === null ? "good" : "bad"] ?? 0) + 1;
        if (problem !== null) problems.push(`${problem}\n  ${show(sent)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  console.log(`seed ${SEED}: ${each * operations.length} requests over ${operations.length} calls`);
  expect(problems.slice(0, 40)).toEqual([]);
}, 1_800_000);
