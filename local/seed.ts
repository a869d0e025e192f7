import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPortalPermission, PERMISSIONS, type Permission } from "../core/access/permissions.ts";
import type { Result } from "../core/shared/result.ts";
import { type Db, inWorkspace } from "../db/client.ts";
import { workspaces } from "../db/schema/index.ts";
import { createAffiliate } from "../services/affiliates/affiliates.ts";
import { createKey } from "../services/keys/keys.ts";
import { createLink } from "../services/links/links.ts";
import { createPlan } from "../services/plans/plans.ts";
import { createProgram } from "../services/programs/programs.ts";
import { publishDirty } from "../services/publishing/publish-dirty.ts";
import type { Context } from "../services/shared/context.ts";
import { createWorkspace } from "../services/workspaces/create-workspace.ts";
import { connectFakes } from "./connect-fakes.ts";
import { withLocalDatabase } from "./local-database.ts";
import type { Stack } from "./stack.ts";

/** How to reach the running system and its demo workspace; kept in the data folder. */
export type DemoAccess = {
  readonly link_url: string;
  readonly api_url: string;
  readonly control_url: string;
  readonly workspace_id: string;
  /** `merchant` may only report conversions; `admin` may do everything. */
  readonly keys: { readonly admin: string; readonly merchant: string; readonly publishable: string };
};

/** Slug of the link that is there from the beginning. */
export const DEMO_SLUG = "demo";

const FILE = "demo.json";
const ALL_PERMISSIONS = (Object.keys(PERMISSIONS) as Permission[]).filter(
  (each) => !isPortalPermission(each),
);

/** Reads how to reach the demo workspace; throws where no stack has run on the data folder, and says so. */
export function readDemoAccess(dataDir: string): DemoAccess {
  const path = join(dataDir, FILE);
  if (!existsSync(path))
    throw new Error(`there is no ${path}: start the system with npm run dev, and try again`);
  return JSON.parse(readFileSync(path, "utf8")) as DemoAccess;
}

/**
 * Makes sure of a demo workspace with three keys and a link, and notes how to reach it. A data folder
 * keeps its workspace and keys; the addresses are those of this start.
 */
export async function seedDemoWorkspace(stack: Stack): Promise<DemoAccess> {
  const addresses = { link_url: stack.linkUrl, api_url: stack.apiUrl, control_url: stack.controlUrl };
  const access = { ...(await findOrCreate(stack)), ...addresses };
  const workspaceId = access.workspace_id as Context["workspaceId"];
  await withLocalDatabase(stack, (db) => connectFakes(db, stack, workspaceId));
  writeFileSync(join(stack.dataDir, FILE), JSON.stringify(access, null, 2), { mode: 0o600 });
  return access;
}

type Seeded = Pick<DemoAccess, "workspace_id" | "keys">;

/** The file may outlive its database, so the workspace is looked for. */
function findOrCreate(stack: Stack): Promise<Seeded> {
  return withLocalDatabase(stack, async (db) => {
    const noted = readNoted(stack.dataDir);
    if (noted && (await hasWorkspace(db, noted.workspace_id))) return noted;
    return create(db, stack);
  });
}

function readNoted(dataDir: string): Seeded | null {
  try {
    return readDemoAccess(dataDir);
  } catch {
    return null;
  }
}

function hasWorkspace(db: Db, workspaceId: string): Promise<boolean> {
  const id = workspaceId as Context["workspaceId"];
  return inWorkspace(db, id, async (tx) => (await tx.$count(workspaces)) > 0);
}

async function create(db: Db, stack: Stack): Promise<Seeded> {
  const call = { db, actor: "system:seed" as const, requestId: "seed", now: new Date() };
  const { workspaceId } = await createWorkspace(call, {
    organisationName: "Demo organisation",
    name: "Demo workspace",
    mode: "live",
  });
  const context: Context = { ...call, workspaceId };
  const pepper = stack.secrets.apiKeyPepper;
  const key = async (name: string, kind: "secret" | "publishable", scopes: readonly Permission[]) => {
    const by = { grantor: { scopes: ALL_PERMISSIONS }, pepper };
    return expectOk(await createKey(context, { name, kind, scopes }, by)).key;
  };
  const keys = {
    admin: await key("admin", "secret", ALL_PERMISSIONS),
    merchant: await key("merchant", "secret", ["conversions:write"]),
    publishable: await key("website", "publishable", []),
  };
  await createDemoLink(context);
  const published = await stack.workers.kv("PUBLISHED", "api");
  await publishDirty(db, [workspaceId], { put: (name, value) => published.put(name, value) }, 100);
  return { workspace_id: workspaceId, keys };
}

async function createDemoLink(context: Context): Promise<void> {
  const plan = await createPlan(context, { name: "10 %", rule: { kind: "percent", rateBps: 1_000n } });
  const program = expectOk(
    await createProgram(context, {
      name: "Demo shop",
      currency: "EUR" as Parameters<typeof createProgram>[1]["currency"],
      planId: plan.id,
      holdDays: 0,
    }),
  );
  const affiliate = expectOk(
    await createAffiliate(context, { name: "Ada", email: "ada@affiliates.example" }),
  );
  const link = {
    programId: program.id,
    affiliateId: affiliate.id,
    host: "localhost",
    destinationUrl: "https://shop.example/",
  };
  expectOk(await createLink(context, { ...link, slug: DEMO_SLUG }));
}

function expectOk<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`seeding failed: ${JSON.stringify(result.error)}`);
  return result.value;
}
