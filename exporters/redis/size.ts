/** Series of one server: redis_exporter's INFO fields and command statistics. */
export const series = 500;
