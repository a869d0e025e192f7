import type { Publisher } from "../services/publishing/publisher.ts";

/** Publishes to the edge's store. */
export function kvPublisher(store: KVNamespace): Publisher {
  return { put: (key, value) => store.put(key, value) };
}
