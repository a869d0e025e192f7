import * as fc from "fast-check";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    seed: number;
  }
}

/**
 * What every random test of a run draws from: `SEED` of the environment, else the same in each run, so that a gate that passed once
 * passes again. `SEED=random npm test` looks for cases that no run has had.
 */
export const SEED = inject("seed");

fc.configureGlobal({ seed: SEED });
