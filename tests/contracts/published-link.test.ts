import * as fc from "fast-check";
import { expect, it } from "vitest";
import { publishedLink } from "../../contracts/published.ts";
import { readPublishedLink } from "../../core/link/published-link.ts";
import { brokenLink, FULL_LINK } from "../support/broken-links.ts";

it("the edge reads every link that keeps its contract, and gives it back as it is", () => {
  expect(readPublishedLink(FULL_LINK)).toEqual(publishedLink.parse(FULL_LINK));
  void fc.assert(
    fc.property(brokenLink, (link) => {
      if (publishedLink.safeParse(link).success) expect(readPublishedLink(link)).toBe(link);
    }),
    { numRuns: 5_000 },
  );
});

it("and nothing that is no link", () => {
  for (const stored of [null, undefined, 7, "", [], {}, { v: 1 }, { ...FULL_LINK, v: 2 }]) {
    expect(readPublishedLink(stored)).toBeNull();
  }
});
