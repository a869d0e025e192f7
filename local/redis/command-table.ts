import type { Keyspace } from "./keyspace.ts";
import type { RedisReply } from "./reply.ts";

/** One command: how many words it takes, and what it does. */
export type CommandSpec = {
  /** Words with the name, as Redis counts them: exactly so many, or at least so many if negative. */
  readonly arity: number;
  /** Runs it on the words after the name. Throws `RedisError` before it changes anything. */
  readonly run: (keys: Keyspace, args: readonly string[]) => RedisReply;
};

/** Commands by upper-case name. */
export type CommandTable = Readonly<Record<string, CommandSpec>>;
