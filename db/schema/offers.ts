import { sql } from "drizzle-orm";
import {
  char,
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { PICTURE_KINDS } from "../../core/creative/picture.ts";
import type { CreativeId, OfferId, PlanId, ProgramId } from "../../core/shared/id.ts";
import { plans, programs } from "./programs.ts";
import { resourceColumns } from "./resource-columns.ts";

export const offerStatus = pgEnum("offer_status", ["draft", "active", "paused", "closed"]);
/** Who may promote an offer: everybody, those it is shown to, or those whose application was approved. */
export const offerVisibility = pgEnum("offer_visibility", ["public", "private", "application"]);

/** One product or page of a program, with terms of its own. */
export const offers = pgTable(
  "offers",
  {
    ...resourceColumns(),
    id: text().$type<OfferId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    name: text().notNull(),
    description: text(),
    terms: text(),
    landingUrl: text("landing_url").notNull(),
    /** The plan that its merchant has in mind for it; what is earned is still what the program says. */
    planId: text("plan_id").$type<PlanId>(),
    status: offerStatus().notNull().default("draft"),
    visibility: offerVisibility().notNull().default("public"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    foreignKey({ columns: [table.workspaceId, table.planId], foreignColumns: [plans.workspaceId, plans.id] }),
    index("offers_program_idx").on(table.workspaceId, table.programId, table.id),
    index("offers_name_idx").on(table.workspaceId, table.name, table.id),
  ],
);

export const creativeKind = pgEnum("creative_kind", ["banner", "text", "link", "video"]);

/** What a picture is by its bytes. */
export const pictureKind = pgEnum("picture_kind", PICTURE_KINDS);

/** What affiliates show to promote an offer. */
export const creatives = pgTable(
  "creatives",
  {
    ...resourceColumns(),
    id: text().$type<CreativeId>().notNull(),
    offerId: text("offer_id").$type<OfferId>().notNull(),
    kind: creativeKind().notNull(),
    name: text().notNull(),
    /** Where the picture or the video lies, if not here; of a text or a link there may be none. */
    url: text(),
    /** The picture that lies here: SHA-256 of its bytes, what it is by them, and how many. */
    fileSha256: char("file_sha256", { length: 64 }),
    fileKind: pictureKind("file_kind"),
    fileBytes: integer("file_bytes"),
    /** What a text or a link says. */
    body: text(),
    /** Pixels; of a banner or a video. */
    width: integer(),
    height: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.offerId],
      foreignColumns: [offers.workspaceId, offers.id],
    }),
    index("creatives_offer_idx").on(table.workspaceId, table.offerId, table.id),
    index("creatives_name_idx").on(table.workspaceId, table.name, table.id),
    // A banner may be there before its picture.
    check(
      "creatives_shown",
      sql`${table.kind} = 'banner' or ${table.url} is not null or ${table.body} is not null or ${table.fileSha256} is not null`,
    ),
    check(
      "creatives_file",
      sql`num_nulls(${table.fileSha256}, ${table.fileKind}, ${table.fileBytes}) in (0, 3)
        and (${table.fileSha256} is null or ${table.url} is null)`,
    ),
    check(
      "creatives_size",
      sql`(${table.width} is null) = (${table.height} is null)
        and (${table.width} is null or (${table.width} > 0 and ${table.height} > 0))`,
    ),
  ],
);
