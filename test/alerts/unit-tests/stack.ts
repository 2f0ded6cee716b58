/**
 * The stack whose rules the unit tests run: production with targets of the tests' own and the default thresholds, so that
 * another service or another threshold in a stack file asks for no other cases. What a stack's own targets and thresholds
 * do is seen on the simulated days, which run the rules of production as they are.
 */
import { rawConfig, readStackFile } from "../../../config/stack-file";
import type { RawConfig } from "../../../config/raw";
import { PROJECT_FOLDER } from "../../../render/program";

/** The stack file that everything else is taken from. */
const BASE = "production";

/** The targets that the cases name. */
const targets = {
  "monitoring:databases": ["qualisys", "reporting"].map((name) => ({
    name,
    credentials: `qualisys/production/${name}`,
    database: name,
    caBundle: "rds/eu-central-1",
  })),
  "monitoring:caches": ["sessions", "jobs"].map((name) => ({
    name,
    host: `${name}.production.cache.qualisys.internal`,
    credentials: { secret: `qualisys/production/${name}`, key: "password" },
  })),
  "monitoring:services": [
    { name: "qualisys-api", namespaces: ["production"] },
    { name: "qualisys-web", namespaces: ["production", "staging"] },
    {
      name: "qualisys-batch",
      namespaces: ["production"],
      workload: "batch-worker",
      mayScaleToZero: true,
      slo: { latency: { alerts: false } },
    },
  ],
  "monitoring:certManager": { namespace: "cert-manager" },
};

/** The configuration of the stack. */
export function testedConfig(): RawConfig {
  const { "monitoring:alerts": _thresholds, ...config } = readStackFile(PROJECT_FOLDER, BASE);
  return { ...config, ...rawConfig(targets) };
}
