/** Every terminal reason code of a conversion, in a sentence. A conversion ends with exactly one. */
export const REASONS = {
  attributed: "A click earned credit for this conversion.",
  commission_zero: "A click earned credit, and the plan's commission on it came to zero.",
  no_click: "The conversion named no click, and none of its customer is known.",
  click_id_malformed: "The click id does not have the form of a click id.",
  click_id_forged: "The click id was not signed by this system, or was changed since.",
  click_of_other_workspace: "The click belongs to another workspace.",
  click_not_found: "The click never arrived within the time a conversion waits for it.",
  click_expired: "The click is older than the lookback window.",
  click_after_conversion: "The click came after the conversion.",
  click_too_recent: "The click came less than the minimum time before the conversion.",
  click_not_counted: "The click's verdict does not count under the policy, for example a bot's.",
  affiliate_not_active: "The affiliate is suspended.",
  program_not_active: "The program is paused or closed.",
  no_plan: "No version of the program's plan was in force.",
} as const;

export type ReasonCode = keyof typeof REASONS;
