/** What the snippet uses of a page; the types of Workers, which the whole repository has, know no page. */
export type Page = {
  readonly document: {
    readonly currentScript: {
      readonly src: string;
      readonly dataset: Readonly<Record<string, string | undefined>>;
    };
    readonly referrer: string;
    readonly prerendering?: boolean;
    cookie: string;
    addEventListener(event: string, listener: () => void): void;
  };
  readonly location: { readonly href: string; readonly protocol: string };
  readonly navigator: { readonly globalPrivacyControl?: boolean };
  readonly localStorage: {
    getItem(name: string): string | null;
    setItem(name: string, value: string): void;
    removeItem(name: string): void;
  };
  /** `keepalive` lets the call end though the visitor leaves the page. */
  fetch(
    address: URL,
    init: { readonly method: string; readonly body: string; readonly keepalive: boolean },
  ): Promise<{ json(): Promise<unknown> }>;
  readonly window: { tributary?: Tributary };
};

/** What the intake answers: what was asked for, or an error. */
export type Answered = {
  readonly id?: string;
  readonly click_id?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly param: string | null };
};

/** An order as the shop's server signed it (docs/ways-in.md). */
export type SignedOrder = {
  readonly order: string;
  readonly amount: string;
  readonly currency: string;
  readonly sig: string;
  readonly event?: string;
  readonly coupon_code?: string;
  readonly customer_id?: string;
};

/** What the snippet gives to the page, as `window.tributary`. */
export type Tributary = {
  /** The newest click id, if there is one. */
  clickId(): string | undefined;
  /** Every click id that is kept, newest first. */
  clickIds(): string[];
  /** Reports a sale. */
  sale(order: SignedOrder): Promise<Answered>;
  /** Reports a lead: a sale whose event is `lead`, unless it names another. */
  lead(order: SignedOrder): Promise<Answered>;
  /** Says what the visitor decided: `granted` keeps what came, `denied` removes what is kept. */
  consent(given: string): void;
};
