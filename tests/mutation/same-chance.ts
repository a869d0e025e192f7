import * as fc from "fast-check";

/** The same cases for every mutant, few enough; and no search for a smaller one, since nobody reads it. */
fc.configureGlobal({ seed: 1, numRuns: 50, endOnFailure: true });
