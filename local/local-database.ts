import { neonConfig } from "@neondatabase/serverless";
import { WebSocket } from "ws";
import { type Db, withDatabase } from "../db/client.ts";

/** Opens the database of a running stack as the app role, through its relay, from Node. */
export function withLocalDatabase<T>(
  { appUrl, databaseProxy }: { readonly appUrl: string; readonly databaseProxy: string },
  work: (db: Db) => Promise<T>,
): Promise<T> {
  // Node 20 has no WebSocket of its own.
  neonConfig.webSocketConstructor = WebSocket;
  return withDatabase({ DATABASE_URL: appUrl, DATABASE_PROXY: databaseProxy }, work);
}
