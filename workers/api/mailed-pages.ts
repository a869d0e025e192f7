import { Hono } from "hono";
import { sha256Bytes } from "../../platform/sha256.ts";
import type { RequestVariables } from "../shared/request-id.ts";
import type { ApiEnv } from "./env.ts";
import { answerKept, keepText } from "./kept-text.ts";
import { MAILED_SCRIPT } from "./mailed-script.ts";

type Hosted = { Bindings: ApiEnv; Variables: RequestVariables };

/** The pages that mailed links lead to, and what each is for. */
const PAGES = {
  "/invitation": { kind: "invitation", title: "Accept the invitation" },
  "/sign-in/reset": { kind: "reset", title: "Set a new password" },
  "/account/email": { kind: "email", title: "Confirm your new address" },
} as const;
const SCRIPT_PATH = "/mailed.js";

/** Paths of these pages and their script; all of them take GET alone. */
export const MAILED_PATHS = [...(Object.keys(PAGES) as (keyof typeof PAGES)[]), SCRIPT_PATH] as const;

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:4rem auto;padding:0 1rem}label{display:block}input,button{font:inherit;padding:.4rem;margin:.3rem 0}input{width:100%;box-sizing:border-box}";
/** The page runs our script and nothing else, asks nobody but this API, sends no form by itself, and is in no other page. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${btoa(String.fromCharCode(...sha256Bytes(STYLE)))}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The pages behind mailed links. What follows `#` in a link reaches the API by the body of a POST alone. */
export function createMailedPages(): Hono<Hosted> {
  const app = new Hono<Hosted>();
  const script = keepText(MAILED_SCRIPT);
  app.get(SCRIPT_PATH, (c) => answerKept(c.req.raw, "text/javascript; charset=UTF-8", script));
  for (const [path, { kind, title }] of Object.entries(PAGES)) {
    const page = keepText(pageOf(kind, title));
    app.get(path, (c) => answerKept(c.req.raw, "text/html; charset=UTF-8", page, PAGE_POLICY));
  }
  return app;
}

type Asked = { readonly id: string; readonly label: string; readonly input: string; readonly button: string };
const FORMS: readonly Asked[] = [
  {
    ...{ id: "address", label: "Your address", button: "Mail me a code" },
    input: 'type="email" autocomplete="username" required',
  },
  {
    ...{ id: "code", label: "The code from the mail", button: "Sign in" },
    input: 'inputmode="numeric" autocomplete="one-time-code" required',
  },
  {
    ...{ id: "factor", label: "The code of your authenticator", button: "Sign in" },
    input: 'inputmode="numeric" autocomplete="one-time-code" required',
  },
  {
    ...{ id: "password", label: "A new password, 12 characters or more", button: "Set it" },
    input: 'type="password" autocomplete="new-password" minlength="12" required',
  },
];

function pageOf(kind: string, title: string): string {
  const forms = FORMS.map(
    ({ id, label, input, button }) =>
      `<form id="${id}" hidden><label for="${id}-input">${label}</label><input id="${id}-input" ${input}><button>${button}</button></form>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title><style>${STYLE}</style></head>
<body data-kind="${kind}"><h1>${title}</h1>
<form id="confirm" hidden><button>${title}</button></form>
${forms.join("\n")}
<p id="said" role="status"></p><noscript><p>This page needs JavaScript.</p></noscript>
<script src="${SCRIPT_PATH}"></script></body></html>
`;
}
