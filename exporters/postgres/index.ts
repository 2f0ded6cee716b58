/** PostgreSQL servers, each measured by prometheus-community/postgres_exporter. */
import { exporterKind } from "../kind";
import { combinations } from "./combinations";
import { config } from "./config";
import { credentials } from "./credentials";
import { labels } from "./labels";
import { pod } from "./pod";
import { sandbox } from "./sandbox";
import { series } from "./size";

export const postgres = exporterKind({ config, combinations, labels, credentials, pod, series, sandbox });
