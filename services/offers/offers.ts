import { creatives, offers, plans, programs } from "../../db/schema/index.ts";
import { integer, named, picked, text, times } from "../resources/columns.ts";
import type { Resource } from "../resources/resource.ts";

/** Offers: one product or page of a program, with terms of its own. An archived one is closed. */
export const offerResource: Resource<typeof offers.$inferSelect> = {
  ...{ object: "offer", prefix: "ofr", table: offers },
  columns: {
    program_id: picked("programId"),
    name: named("name"),
    description: text("description", [], { isSearched: true }),
    terms: text("terms"),
    landing_url: text("landingUrl", ["contains"]),
    plan_id: picked("planId"),
    status: picked("status"),
    visibility: picked("visibility"),
    ...times,
  },
  references: { programId: programs, planId: plans },
  onArchive: { status: "closed" },
};

/** Creatives: what affiliates show to promote an offer. */
export const creativeResource: Resource<typeof creatives.$inferSelect> = {
  ...{ object: "creative", prefix: "crv", table: creatives },
  columns: {
    offer_id: picked("offerId"),
    kind: picked("kind"),
    name: named("name"),
    url: text("url", ["contains"]),
    file_sha256: text("fileSha256", ["eq"]),
    file_kind: picked("fileKind"),
    file_bytes: integer("fileBytes"),
    body: text("body", [], { isSearched: true }),
    width: integer("width"),
    height: integer("height"),
    ...times,
  },
  references: { offerId: offers },
  judge: async (_tx, _context, changes) =>
    changes.map(({ after }) => {
      const { kind, url = null, body = null, fileSha256 = null, width = null, height = null } = after;
      if (url !== null && fileSha256 !== null) {
        return { code: "invalid", param: "url", message: "is not for a creative whose picture lies here" };
      }
      if (kind !== "banner" && url === null && body === null && fileSha256 === null) {
        return { code: "invalid", param: "url", message: "or body is required" };
      }
      if ((width === null) === (height === null)) return null;
      return {
        code: "invalid",
        param: width === null ? "width" : "height",
        message: "is required with the other",
      };
    }),
};
