/** The small grammars that several keys of the configuration share. */
import { z } from "zod";

/** A Prometheus duration: `15s`, `5m`, `1d12h`. */
export const duration = z
  .string()
  .regex(/^(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/, "must be a Prometheus duration such as 15s, 5m or 15d");

/** A Prometheus size: a number and a unit ending in B, base 2: `45GB`. `45Gi` is not one. */
export const prometheusSize = z
  .string()
  .regex(/^\d+(\.\d+)?(([KMGTPE]i?)?B)$/, "must be a Prometheus size such as 45GB (a number, a unit and B)");

/** A Kubernetes quantity for storage: `50Gi`. */
export const quantity = z
  .string()
  .regex(/^\d+(\.\d+)?([KMGTPE]i|[kMGTPE]|m)?$/, "must be a Kubernetes quantity such as 50Gi or 500m");

/** A name that Kubernetes accepts as part of an object's name (RFC 1123 label, kept short for prefixes). */
export const objectName = z
  .string()
  .max(40, "must be at most 40 characters")
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "must be lower-case letters, digits and dashes, such as qualisys-main");

/** A host name without scheme or path. */
export const hostName = z
  .string()
  .regex(/^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/, "must be a host name such as grafana.qualisys.io");

/** A host to connect to: a name or an address. */
export const endpointHost = z.string().regex(/^[A-Za-z0-9.:-]+$/, "must be a host name or address without scheme, port or path");

/** A TCP port. */
export const port = z.number().int().min(1).max(65535);

/** A Slack channel with its leading #. */
export const slackChannel = z.string().regex(/^#[a-z0-9_-]{1,79}$/, 'must be a Slack channel such as "#alerts"');

/** A registry, with a path where it has one, and without a scheme: `registry.qualisys.internal/mirror`. */
export const imageRegistry = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?(\/[a-z0-9]([-a-z0-9._]*[a-z0-9])?)*$/, "must be a registry without scheme, such as registry.qualisys.internal/mirror");

/** The key of a Kubernetes label: `team`, `node.kubernetes.io/role`. */
export const labelKey = z
  .string()
  .regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/, "must be a label key such as team or example.org/team");

/** The value of a Kubernetes label. */
export const labelValue = z
  .string()
  .regex(/^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/, "must be a label value: at most 63 letters, digits, -, _ and .");
