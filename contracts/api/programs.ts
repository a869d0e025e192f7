import * as z from "zod/mini";
import { isForbiddenScheme } from "../../core/link/deep-link.ts";
import { isReservedOnLinks } from "../../core/link/parameter-map.ts";
import { PARAMETER_NAME } from "../../core/link/parameters.ts";
import { COMMISSION_CURRENCIES } from "../../core/money/commission-fx.ts";
import { currencyCode } from "../text.ts";
import { hostPatterns, id, name } from "./parts.ts";

const holdDays = z.int().check(z.minimum(0), z.maximum(365));
const commissionCurrency = z.enum(COMMISSION_CURRENCIES, "must be one of earned, sale, program, affiliate");
const cookieMode = z.enum(["first_party", "none"]);
const passQuery = z.enum(["all", "utm", "none"], "must be one of all, utm, none");

const SCHEMES_MAX = 20;

/** The scheme of an app, without its colon. */
const scheme = z.pipe(
  z.string().check(
    z.regex(/^[a-z][a-z0-9+.-]{0,31}$/i, "must be the scheme of an app, e.g. myshop"),
    z.refine((text) => !isForbiddenScheme(text.toLowerCase()), "is a scheme no link may lead to"),
    z.refine((text) => text.toLowerCase() !== "https", "is https, which the allowed hosts are for"),
  ),
  z.transform((text) => text.toLowerCase()),
);
const schemes = z.pipe(
  z.array(scheme).check(z.maxLength(SCHEMES_MAX, `must not be longer than ${SCHEMES_MAX}`)),
  z.transform((list) => [...new Set(list)]),
);

const clickIdParameter = z.string().check(
  z.regex(PARAMETER_NAME, "must be 1 to 64 letters, digits, _, . or -"),
  z.refine((text) => !isReservedOnLinks(text), "is a name of ours"),
);

/** What says how the links of a program behave. */
const linkTerms = {
  cookie_mode: z.optional(cookieMode),
  allowed_hosts: z.optional(hostPatterns),
  allowed_schemes: z.optional(schemes),
  pass_query: z.optional(passQuery),
  adds_afsrc: z.optional(z.boolean()),
  durable: z.optional(z.boolean()),
  click_id_parameter: z.optional(clickIdParameter),
};

/** `POST /v1/programs`. */
export const createProgramRequest = z.strictObject({
  name,
  currency: currencyCode,
  plan_id: id,
  hold_days: z.optional(holdDays),
  commission_currency: z.optional(commissionCurrency),
  ...linkTerms,
});

/** `PATCH /v1/programs/{id}`. */
export const updateProgramRequest = z.strictObject({
  name: z.optional(name),
  plan_id: z.optional(id),
  status: z.optional(z.enum(["active", "paused", "closed"])),
  hold_days: z.optional(holdDays),
  commission_currency: z.optional(commissionCurrency),
  ...linkTerms,
});
