import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changeMessage } from "../../contracts/change.ts";
import { clickManifest } from "../../contracts/click-manifest.ts";
import { clickMessage, clickRecord } from "../../contracts/click-message.ts";
import { conversionMessage, conversionRequest } from "../../contracts/conversion.ts";
import { errorBody } from "../../contracts/error.ts";
import { payoutMessage } from "../../contracts/payout-message.ts";
import { publishedHost, publishedKey, publishedLink } from "../../contracts/published.ts";
import { refusedReport } from "../../contracts/refused-report.ts";
import { replayMessage } from "../../contracts/replay-message.ts";
import { readPublishedLink } from "../../core/link/published-link.ts";

const FOLDER = join(import.meta.dirname, "samples");
const read = (name: string): Record<string, unknown> => JSON.parse(readFileSync(join(FOLDER, name), "utf8"));

/**
 * The samples are frozen: messages like these wait in queues and objects like these lie in stores that
 * older code filled. A contract may learn to read more; a change that breaks a sample is a new version.
 */
const CONTRACTS = {
  "change-message.v1.json": changeMessage,
  "change-message.v1.least.json": changeMessage,
  "click-manifest.v1.json": clickManifest,
  "click-message.v1.json": clickMessage,
  "conversion-message.v1.json": conversionMessage,
  "conversion-message.v1.least.json": conversionMessage,
  "payout-message.v1.json": payoutMessage,
  "refused-report-message.v1.json": refusedReport,
  "refused-report-message.v1.unread.json": refusedReport,
  "replay-message.v1.json": replayMessage,
  "published-host.v1.json": publishedHost,
  "published-key.v1.json": publishedKey,
  "published-key.v1.full.json": publishedKey,
  "published-link.v1.json": publishedLink,
  "published-link.v1.full.json": publishedLink,
} as const;

describe("the frozen samples", () => {
  it.each(Object.entries(CONTRACTS))("%s reads as itself", (name, contract) => {
    expect(contract.parse(read(name))).toEqual(read(name));
  });

  it.each(Object.entries(CONTRACTS))("%s is not read as another version", (name, contract) => {
    expect(contract.safeParse({ ...read(name), v: 2 }).success).toBe(false);
  });

  it.each(Object.keys(CONTRACTS).filter((name) => name.includes("message")))(
    "%s with a field nobody knows is refused",
    (name) => {
      const contract = CONTRACTS[name as keyof typeof CONTRACTS];
      expect(contract.safeParse({ ...read(name), unheard_of: 1 }).success).toBe(false);
    },
  );

  it("of links read as themselves at the edge, which has no schema library", () => {
    for (const name of ["published-link.v1.json", "published-link.v1.full.json"]) {
      expect(readPublishedLink(read(name))).toEqual(read(name));
    }
  });

  it("of published copies may have learned more fields", () => {
    const link = { ...read("published-link.v1.json"), learned_later: 1 };
    expect(publishedLink.parse(link)).toEqual(read("published-link.v1.json"));
  });

  it("of clicks read as themselves, each by itself", () => {
    for (const click of clickMessage.parse(read("click-message.v1.json")).clicks) {
      expect(clickRecord.parse(click)).toEqual(click);
    }
  });

  it("of a request reads as what the message of it holds", () => {
    const request = conversionRequest.parse(read("conversion-request.v1.json"));
    expect(request).toEqual(read("conversion-message.v1.json").request);
  });

  it("of an error is what the envelope makes", () => {
    const { error } = read("error.json") as ReturnType<typeof errorBody>;
    const { code, message, request_id, errors } = error;
    expect(errorBody(code, message, { requestId: request_id, problems: errors })).toEqual({ error });
  });

  it("are all of them checked here", () => {
    // That of events is checked by `events.test.ts`.
    const others = ["conversion-request.v1.json", "error.json", "events.v1.json"];
    expect(readdirSync(FOLDER).sort()).toEqual([...Object.keys(CONTRACTS), ...others].sort());
  });
});
