/** Series of one broker. */
export const series = 800;
