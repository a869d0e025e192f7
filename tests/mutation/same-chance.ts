import * as fc from "fast-check";

/** Few cases for each mutant; and no search for a smaller one, since nobody reads it. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: 50, endOnFailure: true });
