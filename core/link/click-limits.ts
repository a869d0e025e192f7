/** Most clicks one message carries. */
export const CLICKS_PER_MESSAGE_MAX = 100;
/** Bytes of JSON at which a message is full; a queue takes 128 KB and charges by 64 KB. */
export const CLICK_MESSAGE_BYTES_MAX = 60_000;
