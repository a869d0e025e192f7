import { describe, expect, it } from "vitest";
import { isPortalPermission, PERMISSIONS, type Permission } from "../../core/access/permissions.ts";
import { PERSONAL_FIELDS } from "../../core/access/personal.ts";
import { permissionsOf, ROLE_SENTENCES, ROLE_TABLE, ROLES, rolesWith } from "../../core/access/roles.ts";
import { createApp } from "../../workers/api/app.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";

const PAGE = "../../docs/permissions.md";
const NAMES = Object.keys(PERMISSIONS) as Permission[];

const row = (permission: Permission): string => {
  const has = ROLES.map((role) => (rolesWith(permission).includes(role) ? "yes" : "–"));
  return `| \`${permission}\` | ${PERMISSIONS[permission]} | ${has.join(" | ")} |`;
};

const page = `# Roles and permissions

Made from \`core/access/roles.ts\` by \`npx vitest run tests/config/permissions.test.ts --update\`, and held to it by the
same test. [access.md](access.md) says how they are given and inherited, and what an agent sees.

${ROLES.map((role) => `- **${role}**: ${ROLE_SENTENCES[role]}`).join("\n")}

A key has the permissions of this list that are its scopes. The ${NAMES.filter(isPortalPermission).length} of the portal are an affiliate's alone, by a key of its own or by its login.

| permission | lets one | ${ROLES.join(" | ")} |
| --- | --- | ${ROLES.map(() => "---").join(" | ")} |
${NAMES.map(row).join("\n")}

Without \`personal:read\` these fields of every JSON answer are null: ${[...PERSONAL_FIELDS].map((name) => `\`${name}\``).join(", ")}.
So is, in the trace of a commission, what a question about metadata or the number of the payment found, and when what recurs began and ends.
`;

it("lists every permission and who has it, as the code does", async () => {
  await expect(page).toMatchFileSnapshot(PAGE);
});

describe("the table of roles", () => {
  it("has at least 40 permissions, each of which says what it lets one do", () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(40);
    expect(NAMES.filter((name) => !/^[A-Z].*\.$/.test(PERMISSIONS[name]))).toEqual([]);
    expect(Object.keys(ROLE_TABLE).sort()).toEqual(NAMES.filter((name) => !isPortalPermission(name)).sort());
  });

  it("gives an owner all but the portal's, and an observer nothing that changes anything", () => {
    expect([...permissionsOf("owner")]).toEqual(NAMES.filter((name) => !isPortalPermission(name)));
    const changes = [...permissionsOf("observer")].filter((name) => !name.endsWith(":read"));
    // A saved report is the observer's own question.
    expect(changes).toEqual(["saved_reports:write"]);
  });

  it("gives personal data to neither agents nor observers, and money acts to no agent", () => {
    for (const role of ["agent", "observer"] as const) {
      const has = permissionsOf(role);
      for (const name of [
        "personal:read",
        "exports:read",
        "payout_methods:read",
        "documents:read",
      ] as const) {
        expect(has.has(name), `${role} ${name}`).toBe(false);
      }
    }
    const money = [...permissionsOf("agent")].filter((name) => /^(payout|ledger|commissions)/.test(name));
    expect(money).toEqual(["commissions:read", "payouts:read"]);
  });
});

describe("every path", () => {
  const nameOf = ({ method, path }: { readonly method: string; readonly path: string }) =>
    `${method} ${path}`;

  it("of a workspace declares a permission that some role or an affiliate has", () => {
    const unknown = ROUTES.filter(
      ({ permission }) => rolesWith(permission).length === 0 && !isPortalPermission(permission),
    );
    expect(unknown).toEqual([]);
  });

  it("of people says who may call, and those open to anyone are these", () => {
    const open = PERSON_ROUTES.filter(({ access }) => access === "anyone");
    expect(PERSON_ROUTES.filter(({ access }) => access !== "anyone" && access !== "session")).toEqual([]);
    expect(open.map(nameOf).sort()).toEqual(OPEN_TO_ANYONE);
  });

  it("that the app answers is declared in one of these ways, or is here", () => {
    const app = createApp(ROUTES, async () => new Response(), PERSON_ROUTES);
    const declared = new Set([...ROUTES, ...PERSON_ROUTES].map(nameOf));
    // What takes every method answers 405, but at the door of S3.
    const others = app.routes.filter(
      (route) => !declared.has(nameOf(route)) && (route.method !== "ALL" || route.path.startsWith("/s3")),
    );
    expect([...new Set(others.map(nameOf))].sort()).toEqual(WITHOUT_PERMISSION);
  });
});

/** What answers somebody who is not signed in. Whatever is added here is a decision. */
const OPEN_TO_ANYONE: readonly string[] = [
  "GET /v1/application-forms/:program_id",
  "POST /v1/sign-in/code",
  "POST /v1/sign-in/code/verify",
  "POST /v1/sign-in/passkey",
  "POST /v1/sign-in/passkey/options",
  "POST /v1/sign-in/password",
  "POST /v1/sign-in/password-reset",
  "POST /v1/sign-in/password-reset/complete",
  "POST /v1/sign-in/second-factor",
];

/**
 * What needs no permission: whether it lives, the reference, the pages behind mailed links, what the intake judges by its own keys, what is signed by its address or
 * by its sender, and the door of S3, which asks for `exports:read` by itself. Whatever is added here is a decision.
 */
const WITHOUT_PERMISSION: readonly string[] = [
  "ALL /s3",
  "ALL /s3-clicks",
  "ALL /s3-clicks/*",
  "ALL /s3/*",
  "GET /account/email",
  "GET /docs",
  "GET /docs/errors",
  "GET /docs/scalar.js",
  "GET /docs/start.js",
  "GET /healthz",
  "GET /invitation",
  "GET /llms.txt",
  "GET /mailed.js",
  "GET /openapi.json",
  "GET /readyz",
  "GET /sign-in/reset",
  "GET /v1/exports/objects",
  "GET /v1/pixel.gif",
  "GET /v1/postback",
  "OPTIONS /v1/clicks",
  "OPTIONS /v1/pixel",
  "POST /v1/clicks",
  "POST /v1/conversions",
  "POST /v1/conversions/:id/changes",
  "POST /v1/conversions/:id/refunds",
  "POST /v1/payout-callbacks/:provider/:workspace",
  "POST /v1/pixel",
  "POST /v1/postback",
];
