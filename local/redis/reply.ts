/** A status such as OK or PONG, which Redis tells apart from a stored string. */
export type RedisStatus = { readonly status: string };

/** What Redis answers to one command. Stored strings are bytes; an error inside a transaction is a value. */
export type RedisReply = RedisStatus | Buffer | number | null | RedisError | readonly RedisReply[];

/** A command with its arguments, as text. */
export type RedisCommand = readonly string[];

/** What Redis refuses, in its own words: `WRONGTYPE …`, `ERR …`. */
export class RedisError extends Error {
  override readonly name = "RedisError";
}

/** What runs commands behind the bridge. */
export type RedisEngine = {
  readonly name: "redis-server" | "in-process";
  /** Pid of the server, where there is one. */
  readonly pid?: number;
  /** Runs one command; rejects with `RedisError` if Redis refuses it. */
  execute(command: RedisCommand): Promise<RedisReply>;
  /** Runs all or, if one of them cannot even be queued, none; nobody else's command comes between. */
  transaction(commands: readonly RedisCommand[]): Promise<readonly RedisReply[]>;
  stop(): Promise<void>;
};

/** The reply to a command that has nothing to say. */
export const OK: RedisStatus = { status: "OK" };

/** What Redis answers when a queued command was refused. */
export const EXEC_ABORT = "EXECABORT Transaction discarded because of previous errors.";
