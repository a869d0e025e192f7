/** Reasons of a conversion that somebody was credited with; its commission may still be nothing. */
export const ATTRIBUTED_REASONS = {
  attributed: "A touchpoint earned credit for this conversion.",
  commission_zero: "A touchpoint earned credit, and the plan's commission on it came to zero.",
  no_rule_matched: "A touchpoint earned credit, and no rule of the plan applied to this conversion.",
  order_below_minimum: "A touchpoint earned credit, and the order is below the plan's minimum.",
  recurring_ended: "A touchpoint earned credit, and the plan's months of recurring commission are over.",
  commission_capped: "A touchpoint earned credit, and a cap of the plan was used up before.",
} as const;

/** Reasons of a conversion that nobody was credited with. */
export const UNATTRIBUTED_REASONS = {
  no_click: "The conversion named no click and no coupon, and none of its customer is known.",
  click_id_malformed: "The click id does not have the form of a click id.",
  click_id_forged: "The click id was not signed by this system, or was changed since.",
  click_of_other_workspace: "The click belongs to another workspace.",
  click_not_found: "The click never arrived within the time a conversion waits for it.",
  click_expired: "The click is older than the lookback window.",
  click_after_conversion: "The click came after the conversion.",
  click_too_recent: "The click came less than the minimum time before the conversion.",
  click_not_counted: "The policy does not count clicks of people.",
  click_by_bot: "The click was a bot's, and the policy does not count those.",
  click_prefetched: "The browser followed the link ahead of the visitor, and the policy does not count that.",
  click_previewed: "The link was opened to show a preview of it, and the policy does not count that.",
  click_repeated: "The click was a repeat of an earlier one, and the policy does not count repeats.",
  click_over_cap: "The click was beyond a cap, and the policy does not count such clicks.",
  click_blocked: "The click was made by a page and not by a person, and the policy does not count that.",
  click_by_head_request: "The link was asked for its headers only, and the policy does not count that.",
  click_without_agent: "The click named no browser, and the policy does not count such clicks.",
  coupon_unknown: "The order used a coupon code that no affiliate of this workspace has.",
  coupon_disabled: "The order used a coupon code that is disabled.",
  coupon_not_counted: "The order used a coupon code, and the policy does not count coupons.",
  lock_expired: "An affiliate held the customer, for a time that is over.",
  lock_not_counted: "An affiliate earned on the customer before, and the policy locks no customers.",
  affiliate_not_active: "The affiliate is suspended.",
  program_paused: "The program is paused.",
  program_closed: "The program is closed.",
  no_plan: "No version of the program's plan was in force.",
} as const;

/** Every terminal reason code of a conversion, in a sentence. A conversion ends with exactly one. */
export const REASONS = { ...ATTRIBUTED_REASONS, ...UNATTRIBUTED_REASONS } as const;

export type ReasonCode = keyof typeof REASONS;

/** Why a touchpoint is out although it might have earned alone: so no conversion ends with one of these. */
export const TOUCH_ONLY_REASONS = {
  stood_down_at_order:
    "It came too short before the order, and an earlier click of another affiliate stands.",
  stood_down_in_session:
    "It came too soon after a click of another affiliate in the same session, and that one stands.",
  held_by_other_affiliate: "The customer is locked to another affiliate.",
  lock_taken_over: "A click of another affiliate came after the conversion that locked the customer.",
  lock_not_needed: "A touchpoint of the affiliate that holds the customer is in the journey and takes part.",
  lock_superseded: "Another earlier conversion of the customer decides who holds it.",
  class_outranked: "An affiliate of a class that comes first under the policy is in the journey.",
  coupon_won: "The order's coupon takes all credit under the policy.",
  click_won: "A click takes all credit from the order's coupon under the policy.",
} as const;

export type TouchOnlyReason = keyof typeof TOUCH_ONLY_REASONS;

/** True if somebody was credited, whatever came of the commission. */
export function isAttributedReason(reason: ReasonCode): boolean {
  return Object.hasOwn(ATTRIBUTED_REASONS, reason);
}
