/** Brokers of RabbitMQ: a kind of exporter that only the tests have, in every respect as one of `exporters/` is. */
import { exporterKind } from "../../../exporters/kind";
import { combinations } from "./combinations";
import { config } from "./config";
import { credentials } from "./credentials";
import { labels } from "./labels";
import { pod } from "./pod";
import { sandbox } from "./sandbox";
import { series } from "./size";

export const rabbitmq = exporterKind({ config, combinations, labels, credentials, pod, series, sandbox });
