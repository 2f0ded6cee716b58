/** The keys of a stack file that the providers read; a test holds them against the packages' own declarations. */

/** A provider whose keys are checked. */
export interface ProviderKeys {
  /** What it is called in messages. */
  readonly title: string;
  /** Names of its keys, without the prefix. */
  readonly names: readonly string[];
  /** Those of them that say where something is done. */
  readonly decisive: readonly string[];
  /** Prefixes that stand for it with people, and that no package has. */
  readonly shortForms: readonly string[];
  /** Packages of Pulumi whose name is like its own; those that begin with its name and a dash are known without. */
  readonly neighbours: readonly string[];
}

/** The providers by the prefix of their keys; `random` has no keys. */
export const providers: ReadonlyMap<string, ProviderKeys> = new Map(
  Object.entries({
    // @pulumi/aws 7.48.0
    aws: {
      title: "AWS",
      names: [
        "accessKey",
        "allowedAccountIds",
        "assumeRoleWithWebIdentity",
        "assumeRoles",
        "customCaBundle",
        "defaultTags",
        "ec2MetadataServiceEndpoint",
        "ec2MetadataServiceEndpointMode",
        "endpoints",
        "forbiddenAccountIds",
        "httpProxy",
        "httpsProxy",
        "ignoreTags",
        "insecure",
        "maxRetries",
        "noProxy",
        "profile",
        "region",
        "retryMode",
        "s3UsEast1RegionalEndpoint",
        "s3UsePathStyle",
        "secretKey",
        "sharedConfigFiles",
        "sharedCredentialsFiles",
        "skipCredentialsValidation",
        "skipMetadataApiCheck",
        "skipRegionValidation",
        "skipRequestingAccountId",
        "stsRegion",
        "tagPolicyCompliance",
        "token",
        "tokenBucketRateLimiterCapacity",
        "useDualstackEndpoint",
        "useFipsEndpoint",
        "userAgents",
      ],
      decisive: ["region"],
      shortForms: ["amazon"],
      neighbours: ["awsx", "awx"],
    },
    // @pulumi/kubernetes 4.34.2
    kubernetes: {
      title: "Kubernetes",
      names: [
        "alwaysRender",
        "cluster",
        "clusterIdentifier",
        "context",
        "deleteUnreachable",
        "enableConfigMapMutable",
        "enablePatchForce",
        "enableSecretMutable",
        "enableServerSideApply",
        "helmReleaseSettings",
        "kubeClientSettings",
        "kubeconfig",
        "namespace",
        "renderYamlToDirectory",
        "skipUpdateUnreachable",
        "suppressDeprecationWarnings",
        "suppressHelmHookWarnings",
        "upsertExistingObjects",
      ],
      decisive: ["context", "kubeconfig"],
      shortForms: ["k8s", "kube"],
      neighbours: [],
    },
  }),
);
