import type { FileStore } from "../../services/payouts/file-store.ts";

/** Files in memory: the first text under a name stays. */
export class MemoryFiles implements FileStore {
  readonly texts = new Map<string, string>();

  async has(name: string): Promise<boolean> {
    return this.texts.has(name);
  }

  async putOnce(name: string, text: string): Promise<void> {
    if (!this.texts.has(name)) this.texts.set(name, text);
  }
}
