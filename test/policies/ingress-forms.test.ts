/** What is published, in every form: which controller answers, by which certificate, and whether plain HTTP is answered as well. */
import assert from "node:assert/strict";
import { Secret } from "@pulumi/policy";
import { ingressTls } from "../../policies/rules/ingress-tls";
import { findings, httpRoute, ingress, service, UNKNOWN_TEXT, withInput, type Fixture } from "./fixtures";

const HOST = "grafana.qualisys.io";
const NGINX = "nginx.ingress.kubernetes.io/";
const evaluate = (fixture: Fixture) => findings(ingressTls, fixture);
const annotated = (annotations: object) => withInput(ingress, ["metadata", "annotations"], annotations);
const patchOf = (props: Record<string, unknown>): Fixture => ({ type: `${ingress.type}Patch`, props });
const release = (chart: string, values: object): Fixture => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart, values },
});
const object = (type: string, spec: object): Fixture => ({ type: `kubernetes:${type}`, props: { spec } });

/** The same Ingress in every form that is not the object itself. */
const forms: Readonly<Record<string, (props: Record<string, unknown>) => Fixture>> = {
  "an Ingress": (props) => ({ ...ingress, props }),
  "a list of them": (props) => ({ type: `${ingress.type}List`, props: { items: [props] } }),
  "one of the old group": (props) => ({ type: "kubernetes:extensions/v1beta1:Ingress", props }),
  "a patch": (props) => patchOf(props),
  "an item of a chart's manifests": (props) =>
    release("platform", { any: { extraDeploy: [{ apiVersion: "networking.k8s.io/v1", kind: "Ingress", ...props }] } }),
  "a text in a chart's values": (props) =>
    release("raw", {
      templates: [JSON.stringify({ apiVersion: "networking.k8s.io/v1", kind: "Ingress", ...props })],
    }),
};

/** A chart's section in each of the forms that charts have, and where it stands. */
const sections: Readonly<Record<string, (section: object) => Fixture>> = {
  "the stack's Grafana": (section) => release("kube-prometheus-stack", { grafana: { ingress: section } }),
  "a chart of charts": (section) => release("platform", { "kube-prometheus-stack": { grafana: { ingress: section } } }),
  "the chart prometheus": (section) => release("prometheus", { server: { ingress: section } }),
  "a list": (section) => release("platform", { apps: [{ name: "a", ingress: section }] }),
  "a list of ingresses": (section) => release("platform", { extraIngresses: [section] }),
};

describe("ingress-tls, on who answers", () => {
  const withClass = (name: unknown) => withInput(ingress, ["spec", "ingressClassName"], name);
  for (const name of ["nginx", "nginx-internal", "external-nginx", "ingress-nginx"])
    it(`allows the class ${name}`, () => assert.deepEqual(evaluate(withClass(name)), []));
  for (const name of ["alb", "traefik", "haproxy", "gce", "nginxinc", "kong", "", undefined, null, 5])
    it(`refuses the class ${JSON.stringify(name)}, and says which controller is known`, () =>
      assert.match(
        evaluate(withClass(name)).join(),
        /^spec\.ingressClassName is .*TLS is known only of ingress-nginx/,
      ));
  it("refuses a class that is not known, or a secret", () => {
    assert.match(evaluate(withClass(UNKNOWN_TEXT)).join(), /ingressClassName is not known before/);
    assert.match(evaluate(withClass(new Secret("x"))).join(), /ingressClassName is a Pulumi secret \(not shown\)/);
  });
  it("judges the annotation of old by the same names, also beside the other", () => {
    const old = (name: unknown) => ({ "kubernetes.io/ingress.class": name });
    const bare = withInput(ingress, ["spec", "ingressClassName"], undefined);
    assert.deepEqual(evaluate(withInput(bare, ["metadata", "annotations"], old("nginx"))), []);
    for (const fixture of [bare, ingress])
      for (const name of ["alb", UNKNOWN_TEXT])
        assert.match(
          evaluate(withInput(fixture, ["metadata", "annotations"], old(name))).join(),
          /^metadata\.annotations: kubernetes\.io\/ingress\.class is .*only of ingress-nginx/,
        );
  });
  it("refuses annotations of another controller", () => {
    for (const key of [
      "alb.ingress.kubernetes.io/scheme",
      "nginx.org/redirect-to-https",
      "ingress.kubernetes.io/ssl-redirect",
    ])
      assert.match(evaluate(annotated({ [key]: "true" })).join(), /is of another controller than ingress-nginx/, key);
    assert.deepEqual(evaluate(annotated({ "cert-manager.io/cluster-issuer": "letsencrypt-prod" })), []);
  });
});

describe("ingress-tls, on annotations of ingress-nginx", () => {
  const check = (name: string, value: unknown) => evaluate(annotated({ [`${NGINX}${name}`]: value })).join();
  // What Go's strconv.ParseBool takes for true.
  for (const value of ["1", "t", "T", "TRUE", "true", "True", true])
    it(`allows ssl-redirect ${JSON.stringify(value)}`, () => assert.equal(check("ssl-redirect", value), ""));
  for (const value of ["0", "f", "F", "FALSE", "false", "False", false, 0, "no", "off", "False ", "", null, "yes"])
    it(`refuses ssl-redirect ${JSON.stringify(value)}`, () =>
      assert.match(check("ssl-redirect", value), /ssl-redirect is .*plain HTTP is answered; only true is allowed/));

  const refused: Readonly<Record<string, readonly unknown[]>> = {
    "ssl-passthrough": ["true", "True", "1", "yes"],
    "server-snippet": ["listen 80;"],
    "configuration-snippet": ["return 200;"],
    "stream-snippet": ["x"],
    "auth-snippet": ["x"],
    "modsecurity-snippet": ["x"],
    "server-alias": ["plain.qualisys.io"],
    "from-to-www-redirect": ["true"],
    "ssl-ciphers": ["NULL"],
    "mirror-target": ["http://example.org"],
    "permanent-redirect": ["http://example.org"],
    "temporal-redirect": ["http://example.org"],
    "auth-signin": ["http://id.qualisys.io/start", "$scheme://$host/oauth2"],
    "auth-url": ["http://id.qualisys.io/auth", "http://10.0.0.1/auth"],
    "app-root": ["http://example.org", "//example.org"],
    "rewrite-target": ["http://example.org/$1"],
    "no-such-annotation": ["x"],
  };
  for (const [name, values] of Object.entries(refused))
    it(`refuses ${name}`, () => {
      for (const value of [...values, UNKNOWN_TEXT, new Secret("canary-1")]) {
        const found = check(name, value);
        assert.match(found, new RegExp(name), String(value));
        assert.ok(!found.includes("canary-1"));
      }
    });

  const allowed: Readonly<Record<string, unknown>> = {
    "whitelist-source-range": "10.0.0.0/8",
    "force-ssl-redirect": "true",
    "ssl-passthrough": "false",
    "backend-protocol": "HTTPS",
    "auth-url": "http://oauth2-proxy.auth.svc.cluster.local:4180/oauth2/auth",
    "auth-signin": "https://id.qualisys.io/start",
    "auth-response-headers": "X-User",
    "proxy-body-size": "8m",
    "rewrite-target": "/$1",
    "app-root": "/login",
    "server-snippet": "",
  };
  for (const [name, value] of Object.entries(allowed))
    it(`allows ${name} ${JSON.stringify(value)}`, () => assert.equal(check(name, value), ""));

  it("refuses annotations that are not known", () => {
    for (const keys of [["metadata", "annotations"], ["metadata"]])
      assert.match(
        evaluate(withInput(ingress, keys, UNKNOWN_TEXT)).join(),
        /^metadata\.annotations is not known before/,
      );
  });
});

describe("ingress-tls, on hosts and certificates", () => {
  const withHost = (host: unknown) => withInput(ingress, ["spec", "rules", 0, "host"], host);
  const withTls = (tls: unknown) => withInput(ingress, ["spec", "tls"], tls);
  const named = (...hosts: unknown[]) => [{ hosts, secretName: "tls" }];

  it("takes an asterisk for exactly one label", () => {
    for (const [host, name, isCovered] of [
      [HOST, "*.qualisys.io", true],
      ["*.qualisys.io", "*.qualisys.io", true],
      ["qualisys.io", "*.qualisys.io", false],
      ["a.b.qualisys.io", "*.qualisys.io", false],
      ["*.qualisys.io", HOST, false],
      [HOST, "*", false],
      [HOST, "", false],
      ["localhost", "*.", false],
    ] as const)
      assert.equal(
        evaluate(withInput(withHost(host), ["spec", "tls"], named(name))).length === 0,
        isCovered,
        `${host} ${name}`,
      );
  });
  it("refuses hosts that are no names, with capitals among them", () => {
    for (const host of ["Grafana.qualisys.io", "a_b.io", "*", "https://x.io", "x.io/path", "x.io.", 5])
      assert.match(evaluate(withHost(host)).join(), /is no host name in lower case/, String(host));
  });
  it("refuses a host of the wrong case in the certificate alone", () =>
    assert.match(evaluate(withTls(named("GRAFANA.qualisys.io"))).join(), /does not cover the host/));
  it("refuses empty hosts and default backends", () => {
    for (const host of ["", null, undefined]) assert.match(evaluate(withHost(host)).join(), /answers for every name/);
    const bare = withInput(ingress, ["spec", "rules"], undefined);
    for (const key of ["defaultBackend", "backend"])
      assert.match(
        evaluate(withInput(bare, ["spec", key], { service: { name: "grafana" } })).join(),
        /answers for every name/,
      );
  });
  it("refuses a certificate without a Secret, which is the controller's own", () => {
    for (const secretName of [undefined, "", null])
      assert.match(
        evaluate(withTls([{ hosts: [HOST], secretName }])).join(),
        /tls\[0\]\.secretName is not set, so no certificate/,
      );
  });
  it("refuses whatever of it is not known or a secret", () => {
    for (const keys of [
      ["spec"],
      ["spec", "rules"],
      ["spec", "rules", 0],
      ["spec", "rules", 0, "host"],
      ["spec", "tls"],
      ["spec", "tls", 0],
      ["spec", "tls", 0, "hosts"],
      ["spec", "tls", 0, "hosts", 0],
      ["spec", "tls", 0, "secretName"],
      ["spec", "defaultBackend"],
    ])
      assert.notDeepEqual(evaluate(withInput(ingress, keys, UNKNOWN_TEXT)), [], keys.join("."));
    assert.match(evaluate(withHost(new Secret("canary.io"))).join(), /the host is a Pulumi secret \(not shown\)/);
  });
});

describe("ingress-tls, in every form", () => {
  for (const [name, of] of Object.entries(forms)) {
    it(`judges ${name}`, () => {
      const judge = (keys: readonly (string | number)[], value: unknown) =>
        evaluate(of(withInput(ingress, keys, value).props)).join();
      assert.equal(evaluate(of(ingress.props)).join(), "");
      assert.match(judge(["spec", "ingressClassName"], "alb"), /ingressClassName is alb/);
      assert.match(judge(["spec", "tls"], undefined), /spec\.tls does not cover/);
      assert.match(judge(["metadata", "annotations", `${NGINX}ssl-redirect`], "False"), /plain HTTP is answered/);
    });
  }
  it("judges of a patch what it names, and refuses one that cannot be judged", () => {
    assert.deepEqual(evaluate(patchOf({ metadata: { labels: { a: "b" } } })), []);
    assert.match(evaluate(patchOf({ spec: { ingressClassName: "alb" } })).join(), /is alb/);
    assert.match(
      evaluate(patchOf({ metadata: { annotations: { [`${NGINX}ssl-redirect`]: "0" } } })).join(),
      /plain HTTP is answered/,
    );
    assert.match(evaluate(patchOf({ spec: { tls: [] } })).join(), /a patch that does not name the rules/);
  });
  for (const [name, of] of Object.entries(sections)) {
    it(`judges the section of ${name}`, () => {
      const good = {
        enabled: true,
        ingressClassName: "nginx",
        hosts: [HOST],
        tls: [{ hosts: [HOST], secretName: "tls" }],
      };
      const judge = (change: object) => evaluate(of({ ...good, ...change })).join("\n");
      assert.equal(judge({}), "");
      assert.equal(judge({ enabled: false, tls: [] }), "");
      assert.equal(judge({ ingressClassName: undefined, className: "nginx" }), "");
      assert.equal(judge({ hosts: [{ host: HOST, paths: [] }] }), "");
      assert.equal(judge({ hosts: [`${HOST}/prometheus`] }), "");
      assert.match(judge({ ingressClassName: "alb" }), /ingressClassName is alb/);
      assert.match(judge({ ingressClassName: undefined }), /ingressClassName is not set/);
      assert.match(judge({ tls: [] }), /tls does not cover/);
      assert.match(judge({ tls: UNKNOWN_TEXT }), /tls is not known before/);
      assert.match(judge({ hosts: UNKNOWN_TEXT }), /hosts is not known before/);
      assert.match(judge({ annotations: { [`${NGINX}ssl-redirect`]: "FALSE" } }), /plain HTTP is answered/);
      assert.match(judge({ annotations: UNKNOWN_TEXT }), /annotations is not known before/);
    });
  }
  it("refuses a section that is not known, and judges one of another chart that does not say whether it is on", () => {
    assert.match(
      evaluate(release("platform", { web: { ingress: UNKNOWN_TEXT } })).join(),
      /ingress is not known before/,
    );
    assert.match(evaluate(release("platform", { web: { ingress: { hosts: [HOST] } } })).join("\n"), /does not cover/);
    assert.deepEqual(evaluate(release("platform", { web: { ingress: { className: "alb" } } })), []);
  });
  it("judges Bitnami's form", () => {
    const section = (rest: object) =>
      evaluate(
        release("kube-prometheus", { prometheus: { ingress: { enabled: true, ingressClassName: "nginx", ...rest } } }),
      ).join();
    assert.equal(section({ hostname: HOST, tls: true }), "");
    assert.match(section({ hostname: HOST }), /does not cover the host/);
    assert.match(
      section({ hostname: HOST, tls: true, extraHosts: [{ name: "b.io" }] }),
      /does not cover the host b\.io/,
    );
  });
});

describe("ingress-tls, on Services and routes", () => {
  const withType = (type: unknown) => withInput(service, ["spec", "type"], type);
  it("allows a Service that stays inside, and refuses any other type", () => {
    for (const type of ["ClusterIP", "ExternalName", "", null]) assert.deepEqual(evaluate(withType(type)), []);
    for (const type of [
      "LoadBalancer",
      "NodePort",
      "loadbalancer",
      "Public",
      5,
      UNKNOWN_TEXT,
      new Secret("LoadBalancer"),
    ])
      assert.match(evaluate(withType(type)).join(), /only ClusterIP is allowed/);
    for (const kind of ["Patch", "List"])
      assert.match(
        evaluate({
          type: `${service.type}${kind}`,
          props: kind === "List" ? { items: [withType("NodePort").props] } : withType("NodePort").props,
        }).join(),
        /spec\.type is NodePort/,
      );
  });
  it("refuses one in a chart's values, whatever the section is called and wherever it stands", () => {
    for (const values of [
      { "kube-prometheus-stack": { grafana: { service: { type: "LoadBalancer" } } } },
      { apps: [{ service: { type: "NodePort" } }] },
      { web: { expose: { type: "LoadBalancer" } } },
      { web: { service: { externalIPs: ["203.0.113.1"] } } },
      { web: { service: { type: UNKNOWN_TEXT } } },
      { web: { service: UNKNOWN_TEXT } },
      { stack: { prometheus: { thanosServiceExternal: { enabled: true } } } },
    ])
      assert.match(evaluate(release("platform", values)).join(), /only ClusterIP is allowed/, JSON.stringify(values));
  });
  it("refuses a route whose listener is for plain HTTP by its name or port, or not known", () => {
    const parent = (value: object) => withInput(httpRoute, ["spec", "parentRefs", 0], { name: "public", ...value });
    for (const sectionName of ["https", "grafana", "websecure", "https-grafana"])
      assert.deepEqual(evaluate(parent({ sectionName })), [], sectionName);
    for (const value of [
      { sectionName: "http" },
      { sectionName: "web" },
      { sectionName: "http-80" },
      { sectionName: "x", port: 80 },
    ])
      assert.match(evaluate(parent(value)).join(), /for plain HTTP/, JSON.stringify(value));
    for (const keys of [
      ["spec"],
      ["spec", "parentRefs"],
      ["spec", "parentRefs", 0],
      ["spec", "parentRefs", 0, "sectionName"],
    ])
      assert.match(evaluate(withInput(httpRoute, keys, UNKNOWN_TEXT)).join(), /not known before/, keys.join("."));
    assert.deepEqual(evaluate({ type: `${httpRoute.type}Patch`, props: { metadata: { name: "x" } } }), []);
    assert.match(
      evaluate(release("platform", { web: { httpRoute: { enabled: true, parentRefs: [{ name: "public" }] } } })).join(),
      /sectionName is not set/,
    );
  });
  it("refuses a gateway with a listener that does not end TLS", () => {
    const gateway = (listener: unknown) =>
      evaluate(object("gateway.networking.k8s.io/v1:Gateway", { listeners: [listener] })).join();
    const good = { name: "https", protocol: "HTTPS", tls: { certificateRefs: [{ name: "tls" }] } };
    assert.equal(gateway(good), "");
    for (const bad of [
      { ...good, protocol: "HTTP" },
      { ...good, protocol: UNKNOWN_TEXT },
      { ...good, tls: { mode: "Passthrough" } },
      { ...good, tls: {} },
      UNKNOWN_TEXT,
    ])
      assert.notEqual(gateway(bad), "", JSON.stringify(bad));
  });
  it("refuses kinds of whose TLS nothing is known", () => {
    for (const type of [
      "traefik.io/v1alpha1:IngressRoute",
      "projectcontour.io/v1:HTTPProxy",
      "networking.istio.io/v1:VirtualService",
      "route.openshift.io/v1:Route",
      "gateway.networking.k8s.io/v1alpha2:TCPRoute",
      "elbv2.k8s.aws/v1beta1:TargetGroupBinding",
    ])
      assert.match(evaluate(object(type, {})).join(), /publishes in a way whose TLS is not known/, type);
  });
});
