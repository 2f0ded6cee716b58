/** What has to be in place before Node loads the SDK; `nodeargs` in Pulumi.yaml names this file. */
require("./compile-cache.cjs");
require("./source-maps.cjs");
