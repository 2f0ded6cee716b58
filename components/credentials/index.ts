/** The Kubernetes Secrets that hold credentials: the only objects that a secret value is ever written into. */
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { ComponentResource, secret, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Config, RemoteWriteConfig, SecretReference } from "../../config/schema";
import { requiredField } from "../../config/fields/secret-fields";
import { measuredServers, type ExporterLists } from "../../exporters";
import type { MeasuredServer } from "../../exporters/kind";
import { standardLabels } from "../../naming";
import { GeneratedPassword } from "./generated-password";
import {
  grafanaAdminSecret,
  grafanaOAuthSecret,
  heartbeatSecret,
  remoteWriteSecretKeys,
  remoteWriteSecretName,
  slackSecret,
} from "./names";
import type { SecretTexts } from "./secrets-manager";

/** Arguments of {@link Credentials}. */
export interface CredentialsArgs {
  /** The stack's configuration; only its references to secrets are used. */
  readonly config: Pick<Config, "grafana" | "alertmanager" | "prometheus"> & ExporterLists;
  /** The texts of the secrets, read from AWS Secrets Manager. */
  readonly secrets: SecretTexts;
  /** Namespace of the Secrets. */
  readonly namespace: Input<string>;
}

/** Writes one Kubernetes Secret for each that reads credentials: Grafana, Alertmanager, the exporters, Prometheus for its long-term stores. */
export class Credentials extends ComponentResource {
  constructor(
    name: string,
    private readonly args: CredentialsArgs,
    opts?: ComponentResourceOptions,
  ) {
    super("monitoring:index:Credentials", name, {}, opts);
    const { config } = args;

    this.write("grafana", grafanaAdminSecret.name, {
      [grafanaAdminSecret.userKey]: config.grafana.admin.user,
      [grafanaAdminSecret.passwordKey]: this.grafanaPassword(name),
    });
    const { oauth } = config.grafana;
    if (oauth !== undefined) {
      this.write("grafana", grafanaOAuthSecret.name, {
        [grafanaOAuthSecret.idKey]: this.value(oauth.clientId),
        [grafanaOAuthSecret.secretKey]: this.value(oauth.clientSecret),
      });
    }
    for (const store of config.prometheus.remoteWrite) {
      const data = this.storeCredentials(store);
      if (Object.keys(data).length > 0) this.write("prometheus", remoteWriteSecretName(store), data, store.name);
    }
    const { heartbeat } = config.alertmanager;
    this.write("alertmanager", slackSecret.name, this.slackAddresses());
    if (heartbeat !== undefined)
      this.write("alertmanager", heartbeatSecret.name, { [heartbeatSecret.key]: this.value(heartbeat.url) });
    for (const server of measuredServers(config))
      this.write(server.labels.job, server.objectName, this.serverCredentials(server), server.name);
    this.registerOutputs({});
  }

  private grafanaPassword(name: string): Output<string> {
    const { generate, password } = this.args.config.grafana.admin;
    if (!generate) return this.value(password);
    return new GeneratedPassword(
      `${name}-grafana`,
      { reference: password, purpose: "Administrator of Grafana" },
      { parent: this },
    ).password;
  }

  private slackAddresses(): Record<string, Input<string>> {
    const { alerts, critical } = this.args.config.alertmanager.slack;
    return {
      [slackSecret.alertsKey]: this.value(alerts.webhook),
      ...(critical === undefined ? {} : { [slackSecret.criticalKey]: this.value(critical.webhook) }),
    };
  }

  /** What a long-term store asks for; nothing where requests are signed for AWS or a network is enough. */
  private storeCredentials({ basicAuth, bearerToken }: RemoteWriteConfig): Record<string, Input<string>> {
    const { username, password, token } = remoteWriteSecretKeys;
    return {
      ...(basicAuth === undefined
        ? {}
        : { [username]: this.value(basicAuth.username), [password]: this.value(basicAuth.password) }),
      ...(bearerToken === undefined ? {} : { [token]: this.value(bearerToken) }),
    };
  }

  /** What an exporter is given about its server; the keys are known in a preview, also where the values are not. */
  private serverCredentials({ asked, secretKeys, secretData }: MeasuredServer): Record<string, Input<string>> {
    if (asked === undefined) return secretData();
    const data = this.text(asked.id).apply(secretData);
    return Object.fromEntries(secretKeys.map((key) => [key, data.apply((values) => values[key] ?? "")]));
  }

  /** The value that a reference means: the secret's text, or one field of it. */
  private value(reference: SecretReference): Output<string> {
    const { key } = reference;
    const text = this.text(reference.secret);
    return key === undefined ? text : text.apply((json) => requiredField(json, key, "text"));
  }

  private text(id: string): Output<string> {
    const read = this.args.secrets.get(id);
    if (read === undefined)
      throw new Error(`The secret "${id}" was not read; every reference has to be listed in secretUses.`);
    return read.text;
  }

  private write(subject: string, secretName: string, data: Record<string, Input<string>>, instance?: string): void {
    new Secret(
      secretName,
      {
        metadata: {
          name: secretName,
          namespace: this.args.namespace,
          labels: standardLabels({
            name: subject,
            component: "credentials",
            ...(instance === undefined ? {} : { instance }),
          }),
        },
        type: "Opaque",
        stringData: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, secret(value)])),
      },
      { parent: this, deleteBeforeReplace: true },
    );
  }
}
