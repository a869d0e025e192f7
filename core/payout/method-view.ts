import type { PayoutMethod } from "./method.ts";

/** How long a method waits before it is paid to, unless it is the first: time for its owner to say that it is not theirs. */
export const METHOD_WAIT_MS = 72 * 3_600_000;
/** How long after a change of the e-mail address the one before it is told as well. */
export const CONTACT_SETTLES_MS = 30 * 86_400_000;

/** Where a method stands. */
export type MethodStatus = "in_force" | "pending" | "replaced" | "cancelled";

/** Enough of a method to tell it from another, and no more: its last four characters at most, and never more than a third of it. */
export function methodHint(method: PayoutMethod): string {
  switch (method.kind) {
    case "iban":
      return `${method.iban.slice(0, 2)}…${ending(method.iban)}`;
    case "stripe":
      return `acct_…${ending(method.accountId)}`;
    case "paypal":
      return `…@${method.email.slice(method.email.lastIndexOf("@") + 1)}`;
    case "wise":
      return `…${ending(method.recipientId)}`;
  }
}

function ending(text: string): string {
  if (text.length < 8) return "";
  return text.slice(text.length < 12 ? -2 : -4);
}

/** The country of a method's account, where the method itself tells it. */
export function methodCountry(method: PayoutMethod): string | null {
  return method.kind === "iban" ? method.iban.slice(0, 2) : null;
}

/**
 * From when on a new method is paid to. The first at once; after another, or where the e-mail address changed so
 * lately that its owner may not know, or where a login found money there that was earned before it, 72 hours later.
 */
export function methodEffectiveMs(given: {
  readonly nowMs: number;
  readonly isFirst: boolean;
  readonly emailChangedMs: number | null;
  readonly loginFoundMoney: boolean;
}): number {
  const { nowMs, isFirst, emailChangedMs, loginFoundMoney } = given;
  const isContactNew = emailChangedMs !== null && nowMs - emailChangedMs < METHOD_WAIT_MS;
  return isFirst && !isContactNew && !loginFoundMoney ? nowMs : nowMs + METHOD_WAIT_MS;
}

/**
 * Says where each of an affiliate's methods stands at an instant: in force is the one that took effect last.
 *
 * @param methods all of them, in any order
 */
export function methodStatuses<
  Method extends { readonly id: string; readonly effectiveAt: Date; readonly cancelledAt: Date | null },
>(methods: readonly Method[], nowMs: number): ReadonlyMap<string, MethodStatus> {
  const inForce = methodInForce(methods, nowMs);
  return new Map(
    methods.map((method): [string, MethodStatus] => {
      if (method.cancelledAt) return [method.id, "cancelled"];
      if (method.effectiveAt.getTime() > nowMs) return [method.id, "pending"];
      return [method.id, method.id === inForce?.id ? "in_force" : "replaced"];
    }),
  );
}

/** The method that is paid to at an instant, or null. */
export function methodInForce<
  Method extends { readonly effectiveAt: Date; readonly cancelledAt: Date | null },
>(methods: readonly Method[], nowMs: number): Method | null {
  return methods
    .filter(({ effectiveAt, cancelledAt }) => cancelledAt === null && effectiveAt.getTime() <= nowMs)
    .reduce<Method | null>(
      (latest, each) => (latest && latest.effectiveAt >= each.effectiveAt ? latest : each),
      null,
    );
}
