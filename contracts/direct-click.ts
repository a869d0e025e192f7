import * as z from "zod/mini";
import { SUB_IDS } from "../core/link/parameters.ts";
import { line, lineOrEmpty } from "./text.ts";

const WEB = /^https?:\/\//i;

/** The form of a slug. */
export const SLUG = /^[A-Za-z0-9_-]{1,64}$/;

const slug = z.string().check(z.regex(SLUG, "must be the slug of a link: 1 to 64 letters, digits, - or _"));

/** The address of a page; only its host and the affiliate's labels in its query are kept. */
const pageUrl = z.string().check(
  z.maxLength(8_192),
  z.refine((text) => text === "" || (WEB.test(text) && URL.canParse(text)), "must be a web address"),
);

const subId = z.optional(lineOrEmpty(255));
const labels = Object.fromEntries(SUB_IDS.map((name) => [name, subId])) as Record<
  (typeof SUB_IDS)[number],
  typeof subId
>;

/** `POST /v1/clicks`: a visitor who came to a page of the shop with the slug of a link in its address. */
export const directClick = z
  .strictObject({
    /** The publishable key, where no header holds it. */
    key: z.optional(z.string()),
    /** The slug of the link, `via` being another name of it; where neither is given, `url` carries it. */
    slug: z.optional(slug),
    via: z.optional(slug),
    /** The link's host, where it is not the one that is asked. */
    host: z.optional(line(253)),
    url: z.optional(pageUrl),
    /** As the browser gives it; only the host of a web address is kept. */
    referrer: z.optional(z.string().check(z.maxLength(8_192))),
    consent: z.optional(z.enum(["granted", "denied"], "must be granted or denied")),
    ...labels,
  })
  .check((context) => {
    const { slug: one, via: other } = context.value;
    if (one === undefined || other === undefined) return;
    const message = "must not be given together with via";
    context.issues.push({ code: "custom", input: one, message, path: ["slug"], continue: false });
  });
export type DirectClick = z.infer<typeof directClick>;

/** The answer to a direct click. The id is what the page keeps and names when something is bought. */
export type DirectClickAnswer = { readonly object: "click"; readonly click_id: string };
