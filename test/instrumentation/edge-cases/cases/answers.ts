/** Who answers where no route does: methods, guards, scans, error handlers, redirects, probes. */
import { counted, type EdgeCase, type Framework } from "../edge-case";
import { get, request } from "../script";

const express: readonly Framework[] = ["express4", "express5"];
const fastify: readonly Framework[] = ["fastify5"];

const methods: readonly EdgeCase[] = [
  {
    subject: "OPTIONS",
    name: "has the route of a handler for OPTIONS",
    script: request("OPTIONS", "/answers-options/1"),
    expect: [counted("OPTIONS /answers-options/:id 204")],
  },
  {
    subject: "OPTIONS",
    name: "has the route whose methods Express answers itself",
    on: express,
    script: [
      ...request("OPTIONS", "/users/1"),
      ...request("OPTIONS", "/users/2"),
      ...request("OPTIONS", "/tenants/acme/1"),
    ],
    expect: [counted("OPTIONS /users/:id 200", { times: 2 }), counted("OPTIONS /tenants/:tenant/:id 200")],
  },
  {
    subject: "OPTIONS",
    name: "counts OPTIONS without a handler as unmatched",
    script: request("OPTIONS", "/nowhere/1"),
    expect: [counted("OPTIONS unmatched 404")],
  },
  {
    subject: "OPTIONS",
    name: "has the route of OPTIONS where it is for all methods",
    script: request("OPTIONS", "/any/1"),
    expect: [counted("OPTIONS /any/:id 200")],
  },
  {
    subject: "OPTIONS",
    name: "has the path of the mount whose middleware answers a preflight",
    on: express,
    script: request("OPTIONS", "/cors/1", { headers: { Origin: "https://x", "Access-Control-Request-Method": "GET" } }),
    expect: [counted("OPTIONS /cors 204")],
  },
  {
    subject: "HEAD",
    name: "has the route of GET that answers HEAD",
    script: request("HEAD", "/users/1"),
    expect: [counted("HEAD /users/:id 200")],
  },
  {
    subject: "HEAD",
    name: "has the route of a handler for HEAD",
    script: request("HEAD", "/answers-head/1"),
    expect: [counted("HEAD /answers-head/:id 204")],
  },
  {
    subject: "HEAD",
    name: "counts HEAD of a path that no route has as unmatched",
    script: request("HEAD", "/nowhere"),
    expect: [counted("HEAD unmatched 404")],
  },
  {
    subject: "HEAD",
    name: "counts HEAD as unmatched where the route has none",
    on: fastify,
    script: request("HEAD", "/no-head/1"),
    expect: [counted("HEAD unmatched 404")],
  },
  {
    subject: "unknown methods",
    name: "has one method for all that are rare",
    script: [
      ...request("PROPFIND", "/users/1"),
      ...request("PURGE", "/users/1"),
      ...request("M-SEARCH", "/users/1"),
      ...request("LINK", "/"),
    ],
    expect: [counted("OTHER unmatched 404", { times: 4 })],
  },
  {
    subject: "unknown methods",
    name: "has the route of a rare method where a route is for all of Express",
    on: express,
    script: request("PURGE", "/any/1"),
    expect: [counted("OTHER /any/:id 200")],
  },
  {
    subject: "unknown methods",
    name: "counts a method that a path does not have as unmatched",
    script: request("DELETE", "/plain"),
    expect: [counted("DELETE unmatched 404")],
  },
];

const guards: readonly EdgeCase[] = [
  {
    subject: "guards",
    name: "has the path of the mount whose guard refuses before all routes",
    on: express,
    script: get("/guard/1", "/guard/users/2"),
    expect: [counted("GET /guard 401", { times: 2 })],
  },
  {
    subject: "guards",
    name: "counts what a guard in a router refuses as unmatched, and has the route of what it lets pass",
    on: express,
    script: [
      ...get("/guarded/secrets/1"),
      ...request("GET", "/guarded/secrets/1", { headers: { Authorization: "Bearer x" } }),
    ],
    expect: [counted("GET unmatched 401"), counted("GET /guarded/secrets/:id 200")],
  },
  {
    subject: "guards",
    name: "counts a guard that fails as unmatched",
    on: express,
    script: get("/guard-throws/1"),
    expect: [counted("GET unmatched 500")],
  },
  {
    subject: "guards",
    name: "counts a guard that refuses by an error as unmatched, with the error's status",
    on: express,
    script: get("/guard-refuses/1"),
    expect: [counted("GET unmatched 403")],
  },
  {
    subject: "guards",
    name: "has the path of the mount whose guard redirects",
    on: express,
    script: get("/guard-redirects/1"),
    expect: [counted("GET /guard-redirects 302")],
  },
  {
    subject: "guards",
    name: "has the route of a guard that is one",
    on: ["express4"],
    script: get("/closed/1", "/closed/2/3"),
    expect: [counted("GET /closed/* 401", { times: 2 })],
  },
  {
    subject: "guards",
    name: "has the route of a guard that is one",
    on: ["express5"],
    script: get("/closed/1", "/closed/2/3"),
    expect: [counted("GET /closed/{*path} 401", { times: 2 })],
  },
  {
    subject: "guards",
    name: "has the route of what router.param refuses",
    on: express,
    script: get("/checked/0"),
    expect: [counted("GET /checked/:user 404")],
  },
  {
    subject: "guards",
    name: "has the path of the mount of files, whatever they are called",
    on: express,
    script: get("/assets/page.txt", "/assets/page.txt?v=2"),
    expect: [counted("GET /assets 200", { times: 2 })],
  },
  {
    subject: "guards",
    name: "counts a body that a parser refuses as unmatched",
    on: express,
    script: [
      ...request("POST", "/json/1", { headers: { "Content-Type": "application/json" }, body: "{no" }),
      ...request("POST", "/json/1", {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify("x".repeat(100)),
      }),
    ],
    expect: [counted("POST unmatched 400"), counted("POST unmatched 413")],
  },
  {
    subject: "guards",
    name: "has the route of what a hook refuses, since Fastify has found it by then",
    on: fastify,
    script: get("/guard/1"),
    expect: [counted("GET /guard/:id 401")],
  },
  {
    subject: "guards",
    name: "counts what a hook refuses on an unknown path as unmatched",
    on: fastify,
    script: get("/guard/1/unknown"),
    expect: [counted("GET unmatched 401")],
  },
  {
    subject: "guards",
    name: "has the route of a hook that fails",
    on: fastify,
    script: get("/guard-throws/1", "/guard-refuses/1"),
    expect: [counted("GET /guard-throws/:id 500"), counted("GET /guard-refuses/:id 403")],
  },
  {
    subject: "guards",
    name: "has the route of a hook that redirects",
    on: fastify,
    script: get("/guard-redirects/1"),
    expect: [counted("GET /guard-redirects/:id 302")],
  },
  {
    subject: "guards",
    name: "has the route of a body that is refused: malformed, too large, unknown, not as the schema says",
    on: fastify,
    script: [
      ...request("POST", "/json/1", { headers: { "Content-Type": "application/json" }, body: "{no" }),
      ...request("POST", "/json/1", {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify("x".repeat(100)),
      }),
      ...request("POST", "/json/1", { headers: { "Content-Type": "image/png" }, body: "png" }),
      ...request("POST", "/json/1", { headers: { "Content-Type": "application/json" }, body: "{}" }),
    ],
    expect: [counted("POST /json/:id 400", { times: 2 }), counted("POST /json/:id 413"), counted("POST /json/:id 415")],
  },
];

const scans: readonly EdgeCase[] = [
  {
    subject: "scans",
    name: "has one route for all paths that no route has",
    script: get("/wp-login.php", "/.env", "/admin.php?x=1", "/cgi-bin/../../etc/passwd"),
    expect: [counted("GET unmatched 404", { times: 4 })],
  },
  {
    subject: "scans",
    name: "counts a path below a route as unmatched",
    script: get("/users/1/unknown", "/plain/more"),
    expect: [counted("GET unmatched 404", { times: 2 })],
  },
  {
    subject: "scans",
    name: "counts a path below a mount with a parameter as unmatched",
    script: get("/tenants/acme/1/2/3", "/tenants/umbrella/1/2/3"),
    expect: [counted("GET unmatched 404", { times: 2 })],
  },
  {
    subject: "scans",
    name: "counts a path that cannot be decoded as unmatched",
    script: get("/users/%zz"),
    expect: [counted("GET unmatched 400")],
  },
  {
    subject: "scans",
    name: "counts two slashes as unmatched, where they are another path",
    script: get("//wp-admin//x"),
    expect: [counted("GET unmatched 404")],
  },
  {
    subject: "scans",
    name: "counts a route that passes on, with nobody behind it, under its own name",
    on: express,
    script: get("/passes/1"),
    expect: [counted("GET /passes/:id 404")],
  },
  {
    subject: "scans",
    name: "has the route of a handler that says not found",
    on: fastify,
    script: get("/passes/1"),
    expect: [counted("GET /passes/:id 404")],
  },
  {
    subject: "scans",
    name: "has the route that catches what no other has",
    on: ["express4"],
    script: get("/catches/a/b"),
    expect: [counted("GET /catches/* 404")],
  },
  {
    subject: "scans",
    name: "has the route that catches what no other has, with its name",
    on: ["express5"],
    script: get("/catches/a/b"),
    expect: [counted("GET /catches/{*path} 404")],
  },
  {
    subject: "scans",
    name: "counts what a handler of a prefix for unknown paths answers as unmatched",
    on: fastify,
    script: get("/catches/a/b", "/catches/known/1"),
    expect: [counted("GET unmatched 404"), counted("GET /catches/known/:id 200")],
  },
  {
    subject: "scans",
    name: "counts a 404 of a known route under its own name",
    script: get("/statuses/404"),
    expect: [counted("GET /statuses/:status 404")],
  },
];

const errors: readonly EdgeCase[] = [
  {
    subject: "error handlers",
    name: "has the route of a handler that throws",
    script: get("/throws/1"),
    expect: [counted("GET /throws/:id 500")],
  },
  {
    subject: "error handlers",
    name: "has the route of a handler whose promise is rejected",
    script: get("/rejects/1"),
    expect: [counted("GET /rejects/:id 500")],
  },
  {
    subject: "error handlers",
    name: "has the status that the error says",
    script: get("/conflicts/1"),
    expect: [counted("GET /conflicts/:id 409")],
  },
  {
    subject: "error handlers",
    name: "has the status that an error handler of the application answers",
    script: get("/handled/1"),
    expect: [counted("GET /handled/:id 502")],
  },
  {
    subject: "error handlers",
    name: "has the status that an error handler of a router answers",
    script: get("/failing/1"),
    expect: [counted("GET /failing/:id 422")],
  },
  {
    subject: "error handlers",
    name: "has the route of a nested application that throws",
    on: express,
    script: get("/admin/inner/people/1/fails"),
    expect: [counted("GET /admin/inner/people/:person/fails 500")],
  },
  {
    subject: "error handlers",
    name: "has the route of an answer that does not fit its schema",
    on: fastify,
    script: get("/fails-serialising/1"),
    expect: [counted("GET /fails-serialising/:id 500")],
  },
];

const redirects: readonly EdgeCase[] = [
  {
    subject: "redirects",
    name: "has the route that redirects, not the one that is redirected to",
    script: [...get("/redirects/1", "/redirects-forever/1"), ...request("POST", "/redirects/1", { body: "" })],
    expect: [
      counted("GET /redirects/:id 302"),
      counted("GET /redirects-forever/:id 301"),
      counted("POST /redirects/:id 303"),
    ],
  },
  {
    subject: "redirects",
    name: "has the route of an error handler's redirect",
    script: get("/handled-redirects/1"),
    expect: [counted("GET /handled-redirects/:id 302")],
  },
  {
    subject: "redirects",
    name: "has the path of the mount that redirects a folder without its slash",
    on: express,
    script: get("/assets"),
    expect: [counted("GET /assets 301")],
  },
  {
    subject: "redirects",
    name: "counts redirects of unknown paths as unmatched",
    on: fastify,
    script: get("/redirects-unknown/1"),
    expect: [counted("GET unmatched 302")],
  },
];

const probes: readonly EdgeCase[] = [
  {
    subject: "probes",
    name: "leaves out the metrics and what the kubelet asks",
    script: get("/metrics", "/health", "/healthz", "/ready", "/readyz", "/livez"),
    answers: [200, 200, 200, 200, 200, 200],
    expect: [],
  },
  {
    subject: "probes",
    name: "leaves them out with a query and for HEAD",
    script: [...get("/healthz?verbose=1", "/metrics?name[]=up"), ...request("HEAD", "/readyz")],
    answers: [200, 200, 200],
    expect: [],
  },
  {
    subject: "probes",
    name: "leaves out a probe with a slash at its end, where it is the same route",
    on: express,
    script: get("/healthz/", "/READYZ"),
    answers: [200, 200],
    expect: [],
  },
  {
    subject: "probes",
    name: "counts a route of another service's probe",
    script: get("/internal/healthz"),
    expect: [counted("GET /internal/healthz 200")],
  },
  {
    subject: "probes",
    name: "counts a route that only begins like one",
    script: get("/health/details"),
    expect: [counted("GET /health/details 200")],
  },
];

/** Where who answers is the point. */
export const answers: readonly EdgeCase[] = [...methods, ...guards, ...scans, ...errors, ...redirects, ...probes];
