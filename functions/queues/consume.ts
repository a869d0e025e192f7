import { type Db, withDatabase, withHttpDatabase } from "../../db/client.ts";
import { textOfCause } from "../../db/errors.ts";
import { type BadRow, storeBadRows } from "../../services/bad-rows/store-bad-rows.ts";
import type { FunctionsEnv } from "../env.ts";
import { retryDelaySeconds } from "./retry-delay.ts";

/**
 * How a message ends. `dead`: no retry helps, its payload goes to the bad rows. `later`: decided to
 * look again. A throw means "maybe later": the world is away.
 */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "dead"; readonly row: BadRow }
  | { readonly kind: "later"; readonly delaySeconds: number };

/** As it ends, or the error that says "maybe later". */
export type OutcomeOrFailure = Outcome | { readonly kind: "failed"; readonly error: unknown };

/** What a handler is given beside the message. */
export type ConsumerCall = { readonly env: FunctionsEnv; readonly db: Db; readonly now: Date };

/**
 * Settles every message by itself: one bad message never sends its neighbours round again. With those below
 * this is the only place that acknowledges.
 */
export async function consumeEach(
  batch: MessageBatch,
  env: FunctionsEnv,
  handle: (body: unknown, call: ConsumerCall) => Promise<Outcome>,
): Promise<void> {
  const now = new Date();
  await orRetryAll(batch, () =>
    withDatabase(env, (db) =>
      consumeApart(batch, async (body) => keep(db, await handle(body, { env, db, now }))),
    ),
  );
}

/** As `consumeEach`, for what needs no database, and so goes on while that is away. */
export async function consumeApart(
  batch: MessageBatch,
  handle: (body: unknown, message: Message) => Promise<Outcome>,
): Promise<void> {
  for (const message of batch.messages) {
    try {
      settle(message, await handle(bodyOf(message), message));
    } catch (error) {
      retryLater(batch, message, error);
    }
  }
}

/**
 * Settles the messages of a batch together, each as `handle` says of it, in their order. What no retry
 * helps is stored before anything is acknowledged; when `handle` itself throws, all come again.
 */
export async function consumeTogether(
  batch: MessageBatch,
  env: FunctionsEnv,
  handle: (
    deliveries: readonly { readonly body: unknown; readonly attempts: number }[],
    call: ConsumerCall,
  ) => Promise<readonly OutcomeOrFailure[]>,
): Promise<void> {
  const now = new Date();
  await orRetryAll(batch, () =>
    withDatabase(env, async (db) => {
      const deliveries = batch.messages.map((message) => ({
        body: bodyOf(message),
        attempts: message.attempts,
      }));
      const outcomes = await handle(deliveries, { env, db, now });
      await storeBadRows(
        db,
        outcomes.flatMap((outcome) => (outcome.kind === "dead" ? [outcome.row] : [])),
      );
      batch.messages.forEach((message, index) => {
        const outcome = outcomes[index] ?? { kind: "failed", error: new Error("it has no outcome") };
        if (outcome.kind === "failed") retryLater(batch, message, outcome.error);
        else settle(message, outcome);
      });
    }),
  );
}

/**
 * Acknowledges all messages together once `handle` has ended; when it throws, all come again. Its
 * database takes single statements, each in one round trip, and no transactions.
 */
export async function consumeBatch(
  batch: MessageBatch,
  env: FunctionsEnv,
  handle: (bodies: readonly unknown[], call: ConsumerCall) => Promise<void>,
): Promise<void> {
  await orRetryAll(batch, async () => {
    const bodies = batch.messages.map(bodyOf);
    await withHttpDatabase(env, (db) => handle(bodies, { env, db, now: new Date() }));
    for (const message of batch.messages) message.ack();
  });
}

/** The body of a message; bytes, as which clicks travel, as the text they are. */
function bodyOf({ body }: Message): unknown {
  return body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? new TextDecoder().decode(body) : body;
}

async function keep(db: Db, outcome: Outcome): Promise<Outcome> {
  if (outcome.kind === "dead") await storeBadRows(db, [outcome.row]);
  return outcome;
}

function settle(message: Message, outcome: Outcome): void {
  if (outcome.kind === "later") message.retry({ delaySeconds: outcome.delaySeconds });
  else message.ack();
}

async function orRetryAll(batch: MessageBatch, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const message of batch.messages) retryLater(batch, message, error);
  }
}

function retryLater(batch: MessageBatch, message: Message, error: unknown): void {
  const { id, attempts } = message;
  console.error(
    JSON.stringify({ event: "message_retried", queue: batch.queue, id, attempts, error: textOfCause(error) }),
  );
  message.retry({ delaySeconds: retryDelaySeconds(attempts) });
}
