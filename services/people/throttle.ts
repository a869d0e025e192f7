import { inArray, sql } from "drizzle-orm";
import { countTry, type ThrottleRule } from "../../core/access/throttle.ts";
import { signInThrottles } from "../../db/schema/index.ts";
import { keyedHash } from "../../platform/keyed-hash.ts";
import { byProof } from "./by-proof.ts";
import type { PeopleContext } from "./context.ts";

/** For what tries are counted apart. */
type Trying =
  | "password"
  | "code_request"
  | "reset_request"
  | "challenge"
  | "second_factor"
  | "step_up"
  | "application";

const RULES: Readonly<Record<Trying, ThrottleRule>> = {
  password: { freeTries: 5, firstWaitMs: 30_000, longestWaitMs: 900_000 },
  code_request: { freeTries: 3, firstWaitMs: 60_000, longestWaitMs: 900_000 },
  reset_request: { freeTries: 3, firstWaitMs: 60_000, longestWaitMs: 3_600_000 },
  challenge: { freeTries: 30, firstWaitMs: 10_000, longestWaitMs: 900_000 },
  second_factor: { freeTries: 5, firstWaitMs: 30_000, longestWaitMs: 900_000 },
  step_up: { freeTries: 5, firstWaitMs: 30_000, longestWaitMs: 900_000 },
  application: { freeTries: 20, firstWaitMs: 30_000, longestWaitMs: 900_000 },
};
/** Of one network, whatever is tried: many people may share it. */
const NETWORK: ThrottleRule = { freeTries: 60, firstWaitMs: 10_000, longestWaitMs: 900_000 };

/** Whose tries they are: an address or a person, tried from the network of the call. */
export type Tried = { readonly trying: Trying; readonly account: string };

/**
 * Counts a try for its account and for its network, before it is known how it ends: however many come at once, no more
 * are looked at than are free. Null if it may go on, else until when to wait. Where Postgres is away it throws, and
 * nobody signs in.
 */
export async function takeTry(context: PeopleContext, tried: Tried): Promise<Date | null> {
  const { account, network } = keysOf(context, tried);
  const rules = new Map([
    [account, RULES[tried.trying]],
    [network, NETWORK],
  ]);
  const keys = [...rules.keys()].sort();
  const nowMs = context.now.getTime();
  return byProof(context.db, { throttleKeys: keys }, async (tx) => {
    await tx
      .insert(signInThrottles)
      .values(keys.map((key) => ({ key, tries: 0, since: context.now })))
      .onConflictDoNothing();
    const rows = await tx
      .select()
      .from(signInThrottles)
      .where(inArray(signInThrottles.key, keys))
      .orderBy(signInThrottles.key)
      .for("update");
    const counted = rows.map(({ key, tries, since, waitUntil }) => {
      const state = { tries, sinceMs: since.getTime(), waitUntilMs: waitUntil?.getTime() ?? null };
      return { key, verdict: countTry(state, rules.get(key) ?? NETWORK, nowMs) };
    });
    const waits = counted.flatMap(({ verdict }) => (verdict.kind === "wait" ? [verdict.untilMs] : []));
    if (waits.length > 0) return new Date(Math.max(...waits));
    const written = counted.flatMap(({ key, verdict }) =>
      verdict.kind === "tried" ? [{ key, ...verdict.state }] : [],
    );
    await tx.execute(sql`
      update sign_in_throttles set tries = given.tries, since = to_timestamp(given."sinceMs" / 1000),
             wait_until = to_timestamp(given."waitUntilMs" / 1000)
        from jsonb_to_recordset(${JSON.stringify(written)}::jsonb)
          as given(key text, tries int, "sinceMs" numeric, "waitUntilMs" numeric)
       where sign_in_throttles.key = given.key`);
    return null;
  });
}

/** Forgets the tries of an account that proved itself, and this one of its network: others from there still count. */
export async function forgiveTries(context: PeopleContext, tried: Tried): Promise<void> {
  const { account, network } = keysOf(context, tried);
  await byProof(context.db, { throttleKeys: [account, network] }, (tx) =>
    tx
      .update(signInThrottles)
      .set({
        tries: sql`case when key = ${account} then 0 else greatest(tries - 1, 0) end`,
        waitUntil: sql`case when key = ${account} then null else wait_until end`,
      })
      .where(inArray(signInThrottles.key, [account, network])),
  );
}

/** Who is not known to come from anywhere shares one network with all such. */
function keysOf({ pepper, networkHash }: PeopleContext, { trying, account }: Tried) {
  return {
    account: keyedHash(pepper, "throttle", `${trying} ${account}`),
    network: keyedHash(pepper, "throttle", `network ${networkHash ?? "unknown"}`),
  };
}
