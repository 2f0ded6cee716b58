/**
 * What a Redis user needs for its exporter, in the words of ACL SETUSER: docs/first-deployment.md shows it, held by a test, and the
 * sandbox gives its exporters exactly this.
 *
 * INFO is all that alerts and dashboards use. The exporter names its connection and asks for the slow log at each scrape;
 * it says nothing, and misses the metrics, where it may not. No key and no channel is needed.
 */
export const exporterRights = "resetkeys resetchannels -@all +info +client|setname +slowlog|len +slowlog|get";
