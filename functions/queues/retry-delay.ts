const FIRST_SECONDS = 2;
const GROWTH = 1.1;

/**
 * Seconds until a message that failed comes again.
 *
 * Each wait is a tenth longer than the one before, and so about a tenth of the message's age: what an outage held
 * up is made up for within a tenth of its length. A hundred attempts last 76 hours. That has to be less than the four
 * days for which a queue keeps a message: what gets that old is deleted, what is out of attempts is a dead letter.
 *
 * @param attempts how often it was delivered, from 1
 */
export function retryDelaySeconds(attempts: number): number {
  return Math.ceil(FIRST_SECONDS * GROWTH ** (attempts - 1));
}
