/** Where published copies go: the edge's store. */
export interface Publisher {
  put(key: string, value: string): Promise<void>;
}
