/** A map with a number of places: those not used for longest make room for a new entry. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #placesMax: number;
  readonly #placesOf: (value: Value) => number;
  #places = 0;

  /** @param placesOf how many places a value takes; one where nothing is said. A value of more than there are is kept alone. */
  constructor(placesMax: number, placesOf: (value: Value) => number = () => 1) {
    this.#placesMax = placesMax;
    this.#placesOf = placesOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Reads an entry, and counts that as use. */
  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Reads an entry without counting that as use, which takes a fraction of the time. */
  peek(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#places += this.#placesOf(value);
    // A Map yields its keys in the order in which they were set.
    for (const oldest of this.#entries.keys()) {
      if (this.#places <= this.#placesMax || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#places -= this.#placesOf(value);
    this.#entries.delete(key);
  }
}
