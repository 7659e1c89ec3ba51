/** Of each feed; the older ones are forgotten. */
export const FETCHES_KEPT = 1000
