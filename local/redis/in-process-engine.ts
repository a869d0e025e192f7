import { wrongArgumentCount } from "./arguments.ts";
import { COLLECTION_COMMANDS } from "./collection-commands.ts";
import type { CommandSpec, CommandTable } from "./command-table.ts";
import { KEY_COMMANDS } from "./key-commands.ts";
import { Keyspace } from "./keyspace.ts";
import { EXEC_ABORT, type RedisCommand, type RedisEngine, RedisError, type RedisReply } from "./reply.ts";
import { SORTED_SET_COMMANDS } from "./sorted-set-commands.ts";
import { STRING_COMMANDS } from "./string-commands.ts";

/** Every command this engine knows: what the system uses, and no Lua. */
const COMMANDS: CommandTable = {
  ...KEY_COMMANDS,
  ...STRING_COMMANDS,
  ...COLLECTION_COMMANDS,
  ...SORTED_SET_COMMANDS,
};

/**
 * A small Redis in this process, for machines without a `redis-server`. It answers as Redis does,
 * error texts included, for the commands of its list, and says so for any other.
 *
 * @param now the clock that expiry goes by, milliseconds since 1970
 */
export function createInProcessEngine(now: () => number): RedisEngine {
  const keys = new Keyspace(now);
  return {
    name: "in-process",
    execute: async (command) => run(keys, command),
    transaction: async (commands) => {
      try {
        for (const command of commands) findSpec(command);
      } catch {
        throw new RedisError(EXEC_ABORT);
      }
      return commands.map((command) => runToValue(keys, command));
    },
    stop: async () => undefined,
  };
}

function run(keys: Keyspace, command: RedisCommand): RedisReply {
  return findSpec(command).run(keys, command.slice(1));
}

/** Inside a transaction an error is one of the replies, and the rest goes on. */
function runToValue(keys: Keyspace, command: RedisCommand): RedisReply {
  try {
    return run(keys, command);
  } catch (error) {
    if (error instanceof RedisError) return error;
    throw error;
  }
}

function findSpec(command: RedisCommand): CommandSpec {
  const name = (command[0] ?? "").toUpperCase();
  const spec = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!spec) {
    throw new RedisError(
      `ERR unknown command '${command[0] ?? ""}': the in-process Redis engine does not have it; ` +
        "install redis-server or set UPSTASH_REDIS_REST_URL",
    );
  }
  const isFitting = spec.arity >= 0 ? command.length === spec.arity : command.length >= -spec.arity;
  if (!isFitting) throw wrongArgumentCount(name.toLowerCase());
  return spec;
}
