/**
 * The program's large packages, loaded before tsx by Node alone: that takes half the time, since tsx looks at each file and Node at each
 * source map. A package that is not named here works all the same.
 */
require("@pulumi/pulumi");
require("zod");
for (const panel of ["gauge", "stat", "table", "timeseries"]) require(`@grafana/grafana-foundation-sdk/${panel}`);
