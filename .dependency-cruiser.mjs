/** Import rules of docs/architecture.md. A type-only import counts as any other. */

/** Beside the code they test, and free to import test tools. */
const TESTS = "\\.test\\.ts$";
const DRIVERS = "^node_modules/(drizzle-orm|@neondatabase|pg|@upstash)/";

/** A layer may import itself, what `allowed` matches, node's own modules where `node` says so, and nothing else. */
const layer = (name, { path, allowed, pathNot = [], node = false, comment }) => ({
  name,
  comment,
  severity: "error",
  from: { path, pathNot: [TESTS, ...pathNot] },
  to: { pathNot: [path, ...allowed], ...(node ? { dependencyTypesNot: ["core"] } : {}) },
});

const npm = (...packages) => `^node_modules/(${packages.join("|")})/`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    layer("core-is-pure", {
      path: "^core/",
      allowed: [],
      comment: "The money rules import nothing: no package, no node module, no clock, no store.",
    }),
    layer("contracts-need-zod-and-core", {
      path: "^contracts/",
      allowed: ["^core/", npm("zod")],
      comment: "A contract is a shape; whoever reads it must not pull in a store or a server.",
    }),
    layer("platform-adapts-the-runtime", {
      path: "^platform/",
      allowed: ["^core/", npm("otpauth", "@upstash/redis", "ipaddr.js")],
      node: true,
      comment: "Thin adapters of the runtime, used by every deployable: they may know no other layer.",
    }),
    layer("db-needs-drizzle-and-core", {
      path: "^db/",
      pathNot: ["^db/migrate\\.ts$"],
      allowed: ["^core/", npm("drizzle-orm", "@neondatabase/serverless")],
      comment: "Tables and the client; no business verb and no contract.",
    }),
    layer("migrate-runs-on-a-machine", {
      path: "^db/migrate\\.ts$",
      allowed: ["^(db|core)/", npm("drizzle-orm", "pg", "@types/pg")],
      node: true,
      comment: "Migrations run as the owner of the tables, from a machine and never from a Worker.",
    }),
    layer("services-know-no-transport", {
      path: "^services/",
      allowed: ["^(core|db|platform)/", "^node_modules/(?!hono/|pg/)"],
      comment: "A verb is called by queues, crons and the API alike: no hono, no contract, no entry point.",
    }),
    layer("edge-stays-small", {
      path: "^workers/edge/",
      allowed: ["^(core|contracts|platform|workers/(shared|click))/"],
      comment: "The redirect touches KV, R2 and queues, given as arguments and never ambient.",
    }),
    layer("intake-needs-no-database", {
      path: "^workers/intake/",
      allowed: [
        "^(core|contracts|platform|workers/(shared|click))/",
        "^node_modules/(?!drizzle-orm|@neondatabase|pg/)",
      ],
      comment: "The intake touches KV, R2 and queues, given as arguments and never ambient.",
    }),
    layer("clicks-are-recorded-in-one-way", {
      path: "^workers/click/",
      allowed: ["^(core|contracts|platform|workers/shared)/", npm("isbot")],
      comment: "What the edge and the intake share of recording a click is in the edge's bundle.",
    }),
    layer("the-snippet-is-whole", {
      path: "^sdk/browser/",
      pathNot: ["^sdk/browser/build\\.ts$"],
      allowed: [],
      comment: "What a page of the shop loads is this alone, and small.",
    }),
    {
      name: "edge-never-reaches-the-database",
      comment:
        "Not through any chain of imports: clicks and conversions must be taken while the database is away.",
      severity: "error",
      from: { path: "^workers/(edge|intake|click)/", pathNot: TESTS },
      to: { path: [DRIVERS, "^(db|services|functions)/"], reachable: true },
    },
    layer("shared-worker-code-suits-both-workers", {
      path: "^workers/shared/",
      allowed: ["^(core|contracts|platform)/", npm("hono", "zod")],
      comment: "Whatever both Workers share is in the edge bundle too.",
    }),
    layer("api-calls-services", {
      path: "^workers/api/",
      allowed: [
        "^(core|contracts|platform|services|workers/shared)/",
        "^db/(client|errors)\\.ts$",
        npm("hono", "zod"),
      ],
      comment: "A route opens the database and calls a verb; queries belong to services.",
    }),
    layer("functions-call-services", {
      path: "^functions/",
      allowed: [
        "^(core|contracts|platform|services)/",
        "^db/(client|errors)\\.ts$",
        // The base class of Durable Objects. Bindings never come from there.
        "^cloudflare:workers$",
        "^node_modules/(?!hono/|drizzle-orm/|@neondatabase/|pg/)",
      ],
      comment: "A consumer or a cron opens the database and calls a verb; queries belong to services.",
    }),
    {
      name: "nothing-ships-local-tools",
      comment: "What stands in for the cloud on one machine, and the tests, are not part of a deployable.",
      severity: "error",
      from: { path: "^(core|contracts|platform|db|services|workers|functions|sdk)/", pathNot: TESTS },
      to: { path: ["^(local|tests|bench|cli)/", TESTS] },
    },
    {
      name: "nothing-ships-development-packages",
      comment: "A package that a deployable bundles belongs in dependencies.",
      severity: "error",
      from: {
        path: "^(core|contracts|platform|db|services|workers|functions)/",
        pathNot: [TESTS, "^db/migrate\\.ts$"],
      },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-cycle",
      comment: "Modules in a cycle can only be understood together; cut one out.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphan",
      comment: "A module nobody imports is dead, unless it is where something starts.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          TESTS,
          "\\.d\\.ts$",
          "(^|/)[^/]+\\.config\\.ts$",
          "^\\.(dependency-cruiser|ci/count-tests)\\.mjs$",
        ],
      },
      to: {},
    },
    {
      name: "no-unresolvable",
      comment: "The import leads nowhere. Names of the Workers runtime are known only inside it.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^cloudflare:" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage|\\.tributary|\\.wrangler)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".json", ".d.ts"],
    },
  },
};
