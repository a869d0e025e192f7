/** Where files are kept; R2 is one. */
export interface FileStore {
  /** True if there is a file under the name. */
  has(name: string): Promise<boolean>;
  /** Writes a file unless there is one already. */
  putOnce(name: string, text: string, contentType: string): Promise<void>;
}
