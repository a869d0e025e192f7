/** The edge's store as tests have it: remembers what was put, and refuses what it is told to. */
export class TestStore {
  readonly values = new Map<string, string>();
  /** Every key put, in order, refused ones included. */
  readonly puts: string[] = [];
  /** True of a key that the store refuses. */
  refuses: (key: string) => boolean = () => false;

  /** As KV's `put`. */
  async put(key: string, value: string): Promise<void> {
    this.puts.push(key);
    if (this.refuses(key)) throw new Error("the store is away");
    this.values.set(key, value);
  }

  /** What is published under a key, read as JSON; undefined if nothing is. */
  read(key: string): unknown {
    const value = this.values.get(key);
    return value === undefined ? undefined : JSON.parse(value);
  }

  /** The store as the binding of a Worker. */
  binding(): KVNamespace {
    return this as unknown as KVNamespace;
  }
}
