/** Series of one server: postgres_exporter's settings and statistics, and five for each of the 100 statements that it is allowed. */
export const series = 1_500;
