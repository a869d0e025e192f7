import * as z from "zod/mini";
import { parameterMapProblems } from "../../core/link/parameter-map.ts";
import {
  PARAMETER_NAME,
  type ParameterMap,
  POSTBACK_PARAMETERS,
  SUB_IDS,
} from "../../core/link/parameters.ts";
import { shownAs } from "../described.ts";
import { line } from "../text.ts";
import { problem } from "./parts.ts";

const NAMES_MAX = 32;
const LIST_MAX = 8;
const FORM = "must be 1 to 64 letters, digits, _, . or -";

const parameterName = z.string().check(z.regex(PARAMETER_NAME, FORM));

/** Other names of our parameters. */
const renaming = <const Ours extends readonly string[]>(ours: Ours) =>
  z.pipe(
    shownAs(
      z.unknown().check((context) => {
        const { value, issues } = context;
        const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
        if (names.length > NAMES_MAX)
          issues.push(problem(value, `must not hold more than ${NAMES_MAX} names`));
        for (const each of names) {
          // A record would lose a member of this name without a word.
          const isName = PARAMETER_NAME.test(each) && each !== "__proto__";
          if (!isName) issues.push({ ...problem(each, FORM, [each]), continue: false });
        }
      }),
      z.record(parameterName, z.enum(ours)),
    ),
    z.record(z.string(), z.enum(ours, { error: `must be one of ${ours.join(", ")}` })),
  );

const names = z.array(parameterName).check(
  z.maxLength(LIST_MAX, `must not be longer than ${LIST_MAX}`),
  z.refine((list) => new Set(list).size === list.length, "must not name one twice"),
);

const parameterMap = z
  .strictObject({
    sub_ids: z.optional(renaming(SUB_IDS)),
    click_id: z.optional(names),
    via: z.optional(names),
    postback: z.optional(renaming(POSTBACK_PARAMETERS)),
  })
  .check((context) => {
    for (const { path, message } of parameterMapProblems(context.value as ParameterMap)) {
      context.issues.push(problem(context.value, message, [...path]));
    }
  });

/** `PATCH /v1/workspace`; a map replaces the one that was there. */
export const updateWorkspaceRequest = z.strictObject({
  name: z.optional(line(200)),
  parameter_map: z.optional(parameterMap),
  /** IANA name. */
  time_zone: z.optional(line(64)),
});
