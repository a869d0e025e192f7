/** A request that its route takes, as often as it comes. */
export type MutatingCall = {
  readonly path: string;
  /** JSON, or a blob as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The API key of another than the shop's own. */
  readonly by?: string;
};
