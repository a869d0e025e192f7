import { setImmediate } from "node:timers/promises";

/** Lets what has arrived meanwhile be taken before what follows: work that takes long asks for it now and then. */
export function nextTurn(): Promise<void> {
  return setImmediate();
}
