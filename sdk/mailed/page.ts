/** A part of the page: a form, an input in it, or a line of text. */
export type Part = {
  hidden: boolean;
  textContent: string | null;
  value: string;
  addEventListener(kind: "submit", listener: (event: { preventDefault(): void }) => void): void;
};

/** What a page behind a mailed link can do, and no more. */
export type MailedPage = {
  /** Which of the links it was. */
  readonly kind: string;
  /** What followed `#` in the link: no browser sends that anywhere by itself. */
  readonly token: string;
  readonly part: (id: string) => Part;
  /** Asks our own API, and gives the status and the JSON of its answer; throws where that is away. */
  readonly post: (path: string, body: object) => Promise<Answer>;
};
type Answer = { readonly status: number; readonly body: Body };
type Body = {
  readonly id?: string;
  readonly status?: string;
  readonly token?: string;
  readonly error?: { readonly code: string; readonly message: string };
};

const STEPS = ["confirm", "address", "code", "factor", "password"] as const;
type Step = (typeof STEPS)[number];

type Link = {
  readonly path: string;
  readonly first: Step;
  readonly done: string;
  /** Whether its person has to be signed in. */
  readonly isOfSession: boolean;
};
/** What each link asks for, and what is said once it is done. */
const KINDS: Readonly<Record<string, Link>> = {
  invitation: {
    ...{ path: "/v1/invitations/accept", first: "confirm", isOfSession: true },
    done: "You accepted the invitation. You can close this page.",
  },
  email: {
    ...{ path: "/v1/people/me/email/complete", first: "confirm", isOfSession: true },
    done: "This is your address from now on. You can close this page.",
  },
  reset: {
    ...{ path: "/v1/sign-in/password-reset/complete", first: "password", isOfSession: false },
    done: "Your password is set, and every session has ended. Sign in anew.",
  },
};
const BROKEN = "This link is not whole. Open it from the mail once more.";
const AWAY = "This did not get through. Please try again.";

/**
 * Does what a mailed link is for, once somebody asks for it by a button: mail programs that look at links do nothing by that.
 * Whoever is not signed in signs in first, by a code that is mailed.
 */
export function start(page: MailedPage): void {
  const { kind, token, part } = page;
  const link = KINDS[kind];
  const ask: Ask = (step, text) => {
    for (const each of STEPS) part(each).hidden = each !== step;
    part("said").textContent = text;
  };
  if (!link || token === "") {
    ask(null, BROKEN);
    return;
  }
  const submits = submitsOf(page, link, ask);
  for (const step of STEPS) {
    part(step).addEventListener("submit", (event) => {
      event.preventDefault();
      part("said").textContent = "…";
      submits[step]().catch(() => ask(step, AWAY));
    });
  }
  ask(link.first, "");
}

/** Shows one form, or none, and says something. */
type Ask = (step: Step | null, text: string) => void;

/** What each form does once it is sent. */
function submitsOf(
  { token, part, post }: MailedPage,
  link: Link,
  ask: Ask,
): Readonly<Record<Step, () => Promise<void>>> {
  /** The code that is waited for, and the sign-in that waits for a second factor. */
  let [codeId, signIn] = ["", ""];
  const typed = (step: Step): string => part(`${step}-input`).value;
  const finish = async (extra: object = {}): Promise<void> => {
    const { status, body } = await post(link.path, { token, ...extra });
    const { error } = body;
    if (!error) ask(null, link.done);
    else if (!link.isOfSession) ask(status === 401 ? null : link.first, error.message);
    else if (status === 401) ask("address", "Sign in first, with the address that the mail came to.");
    // Somebody else is signed in.
    else ask(error.code === "forbidden" ? "address" : null, error.message);
  };
  return {
    confirm: () => finish(),
    password: () => finish({ password: typed("password") }),
    address: async () => {
      const { body } = await post("/v1/sign-in/code", { email: typed("address") });
      codeId = body.id ?? "";
      if (body.error) ask("address", body.error.message);
      else ask("code", "A code was mailed to you. It is good for ten minutes.");
    },
    code: async () => {
      const { body } = await post("/v1/sign-in/code/verify", { id: codeId, code: typed("code") });
      if (body.error) ask("code", body.error.message);
      else if (body.status !== "second_factor_required") await finish();
      else {
        signIn = body.token ?? "";
        ask("factor", "Give the code that your authenticator shows.");
      }
    },
    factor: async () => {
      const { body } = await post("/v1/sign-in/second-factor", { token: signIn, code: typed("factor") });
      if (body.error) ask("factor", body.error.message);
      else await finish();
    },
  };
}
