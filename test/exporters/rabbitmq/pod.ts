/** The pod of the exporter of one broker. */
import { CREDENTIALS_FOLDER, type PodSide } from "../../../exporters/spec";
import { secretKeys } from "./credentials";

const VERSION = "1.0.0";

export function pod(): PodSide {
  return {
    image: `docker.io/kbudde/rabbitmq-exporter:${VERSION}`,
    version: VERSION,
    runAsUser: 65534,
    args: [],
    env: { RABBIT_PASSWORD_FILE: `${CREDENTIALS_FOLDER}/${secretKeys.password}` },
    secretEnv: { RABBIT_URL: secretKeys.address, RABBIT_USER: secretKeys.username },
    secretFiles: [secretKeys.password],
    port: 9419,
    healthPath: "/health",
    resources: { requests: { cpu: "25m", memory: "32Mi" }, limits: { memory: "64Mi" } },
  };
}
