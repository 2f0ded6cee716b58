/** Which route a request has found. */
import { counted, type EdgeCase, type Framework } from "../edge-case";
import { get, request } from "../script";

const express: readonly Framework[] = ["express4", "express5"];
const fastify: readonly Framework[] = ["fastify5"];

const mounted: readonly EdgeCase[] = [
  {
    subject: "mounted routers",
    name: "keeps the path of the mount in the route",
    script: get("/users/1"),
    expect: [counted("GET /users/:id 200")],
  },
  {
    subject: "mounted routers",
    name: "keeps apart the same route below two mounts",
    script: get("/users/1", "/orders/1", "/users/2"),
    expect: [counted("GET /users/:id 200", { times: 2 }), counted("GET /orders/:id 200")],
  },
  {
    subject: "mounted routers",
    name: "keeps apart one router that is mounted twice",
    script: get("/left/1", "/right/1"),
    expect: [counted("GET /left/:id 200"), counted("GET /right/:id 200")],
  },
  {
    subject: "mounted routers",
    name: "knows a route with several parameters below a mount",
    script: request("POST", "/users/7/notes/9", { body: "" }),
    expect: [counted("POST /users/:id/notes/:note 201")],
  },
  {
    subject: "mounted routers",
    name: "adds nothing for a router at the root",
    on: express,
    script: get("/at-root/1"),
    expect: [counted("GET /at-root/:id 200")],
  },
  {
    subject: "mounted routers",
    name: "knows the route of a whole application below another",
    on: express,
    script: get("/admin/rooms/1"),
    expect: [counted("GET /admin/rooms/:room 200")],
  },
  {
    subject: "mounted routers",
    name: "knows the route of an application below an application below another",
    on: express,
    script: get("/admin/inner/people/1"),
    expect: [counted("GET /admin/inner/people/:person 200")],
  },
  {
    subject: "mounted routers",
    name: "counts the route that answers after a router was left",
    on: express,
    script: get("/leaves/1"),
    expect: [counted("GET /leaves/:other 202")],
  },
  {
    subject: "mounted routers",
    name: "keeps the path of a mount with middleware before the router",
    on: express,
    script: get("/stacked/1/2"),
    expect: [counted("GET /stacked/:id/:id 200")],
  },
  {
    subject: "mounted routers",
    name: "knows a route that was added after the first requests",
    on: express,
    script: [...request("POST", "/grows", { body: "" }), ...get("/grown/1")],
    expect: [counted("POST /grows 201"), counted("GET /grown/:id 200")],
  },
];

const oddlyMounted: readonly EdgeCase[] = [
  {
    subject: "mounted routers",
    name: "has no double slash for a mount that ends in one",
    on: express,
    script: get("/slash/1"),
    expect: [counted("GET /slash/:id 200")],
  },
  {
    subject: "mounted routers",
    name: "keeps the dots in the path of a mount",
    on: express,
    script: get("/dots/v1.2/1", "/DOTS/V1.2/2"),
    expect: [counted("GET /dots/v1.2/:id 200", { times: 2 })],
  },
  {
    subject: "mounted routers",
    name: "knows the second of two routers at one mount",
    on: express,
    script: get("/both/first/1", "/both/second/1"),
    expect: [counted("GET /both/first/:id 200"), counted("GET /both/second/:id 200")],
  },
  {
    subject: "mounted routers",
    name: "has the mount's path, and no id, in the route of a router that only a handler knows",
    on: express,
    script: get("/handled-router/1", "/handled-router/2"),
    expect: [counted("GET /handled-router/:id 200", { times: 2 })],
  },
  {
    subject: "mounted routers",
    name: "knows the routes of a router that is mounted in itself",
    on: express,
    script: get("/trees/leaf/1", "/trees/oak/leaf/1", "/trees/oak/elm/leaf/1"),
    expect: [
      counted("GET /trees/leaf/:leaf 200"),
      counted("GET /trees/:branch/leaf/:leaf 200"),
      counted("GET /trees/:branch/:branch/leaf/:leaf 200"),
    ],
  },
  {
    subject: "mounted routers",
    name: "knows the route of a router that is mounted again while the service runs",
    on: express,
    script: [
      ...get("/mounted-once/1"),
      ...request("POST", "/remounts", { body: "" }),
      ...get("/mounted-again/1", "/mounted-once/1"),
    ],
    expect: [
      counted("GET /mounted-once/:id 200", { times: 2 }),
      counted("POST /remounts 201"),
      counted("GET /mounted-again/:id 200"),
    ],
  },
];

const parametrised: readonly EdgeCase[] = [
  {
    subject: "parametrised routers",
    name: "has the parameter's name and not its value in the path of a mount",
    script: get("/tenants/acme/1", "/tenants/umbrella/2"),
    expect: [counted("GET /tenants/:tenant/:id 200", { times: 2 })],
  },
  {
    subject: "parametrised routers",
    name: "is not misled by a value that looks like another part of the path",
    script: get("/tenants/tenants/1", "/tenants/1/1", "/tenants/:tenant/2", "/tenants/%3Aid/3"),
    expect: [counted("GET /tenants/:tenant/:id 200", { times: 4 })],
  },
  {
    subject: "parametrised routers",
    name: "has the parameter's name where the router merges parameters",
    on: express,
    script: get("/merged/acme/items/1"),
    expect: [counted("GET /merged/:tenant/items/:item 200")],
  },
  {
    subject: "parametrised routers",
    name: "has the parameter's name in the path of a whole application",
    on: express,
    script: get("/sites/acme/posts/1"),
    expect: [counted("GET /sites/:site/posts/:post 200")],
  },
  {
    subject: "parametrised routers",
    name: "knows a route that begins with a parameter, checked by router.param",
    on: express,
    script: get("/checked/1"),
    expect: [counted("GET /checked/:user 200")],
  },
];

const digits: readonly EdgeCase[] = [
  {
    subject: "parametrised routers",
    name: "has a parameter's expression as written in a route",
    on: ["express4"],
    script: get("/digits/1", "/digits/22"),
    expect: [counted("GET /digits/:number(\\d+) 200", { times: 2 })],
  },
  {
    subject: "parametrised routers",
    name: "has a parameter without its expression in the path of a mount",
    on: ["express4"],
    script: get("/digit-mounts/1/7", "/digit-mounts/22/7"),
    expect: [counted("GET /digit-mounts/:number/:id 200", { times: 2 })],
  },
  {
    subject: "parametrised routers",
    name: "knows the root of a router below a parameter",
    script: get("/tenants/acme", "/tenants/umbrella?x=1"),
    expect: [counted("GET /tenants/:tenant 200", { times: 2 })],
  },
];

const nested: readonly EdgeCase[] = [
  {
    subject: "nested prefixes",
    name: "joins the prefixes of three levels, with parameters in the middle",
    script: get("/api/v1/reports/7/pages/3"),
    expect: [counted("GET /api/v1/reports/:report/pages/:page 200")],
  },
  {
    subject: "nested prefixes",
    name: "counts a prefix alone as unmatched",
    script: get("/api/v1/reports"),
    answers: [404],
    expect: [counted("GET unmatched 404")],
  },
];

const arrays: readonly EdgeCase[] = [
  {
    subject: "arrays",
    name: "counts the alternative that matched",
    script: get("/first/1", "/second/1", "/second/2"),
    expect: [counted("GET /first/:id 200"), counted("GET /second/:id 200", { times: 2 })],
  },
  {
    subject: "arrays",
    name: "counts the alternative of a mount that matched",
    on: express,
    script: get("/blue/1", "/green/1"),
    expect: [counted("GET /blue/:id 200"), counted("GET /green/:id 200")],
  },
  {
    subject: "arrays",
    name: "counts the alternative of a mount that matched, with its parameters",
    on: express,
    script: get("/one/x/1", "/two/one/1", "/three/3/1"),
    expect: [counted("GET /one/:a/:id 200"), counted("GET /two/:b/:id 200"), counted("GET (^/three/\\d+)/:id 200")],
  },
  {
    subject: "arrays",
    name: "counts the alternative that matched in whatever form",
    on: express,
    script: get("/SECOND/1/", "/second/%20?first=/first/1"),
    expect: [counted("GET /second/:id 200", { times: 2 })],
  },
  {
    subject: "arrays",
    name: "counts the alternative that an address was rewritten to",
    on: express,
    script: get("/legacy/second/1", "/legacy/right/1"),
    expect: [counted("GET /second/:id 200"), counted("GET /right/:id 200")],
  },
  {
    subject: "arrays",
    name: "counts the alternative that is a path beside a regular expression",
    on: express,
    script: get("/third/1"),
    expect: [counted("GET /third/:id 200")],
  },
  {
    subject: "arrays",
    name: "keeps apart the methods of a route with several",
    script: [...get("/books/1"), ...request("POST", "/books/1", { body: "" }), ...request("DELETE", "/books/1")],
    expect: [counted("GET /books/:book 200"), counted("POST /books/:book 201"), counted("DELETE /books/:book 204")],
  },
];

const expressions: readonly EdgeCase[] = [
  {
    subject: "regular expressions",
    name: "has the expression and not the path as the route",
    on: express,
    script: get("/numbers/1", "/numbers/22"),
    expect: [counted("GET (^/numbers/(\\d+)$) 200", { times: 2 })],
  },
  {
    subject: "regular expressions",
    name: "has the expression as the alternative of an array",
    on: express,
    script: get("/fourth/1", "/fourth/2"),
    expect: [counted("GET (^/fourth/(\\d+)$) 200", { times: 2 })],
  },
  {
    subject: "regular expressions",
    name: "has the expression and not the path as the mount",
    on: express,
    script: get("/v1/7", "/v2/7"),
    expect: [counted("GET (^/v\\d+)/:id 200", { times: 2 })],
  },
  {
    subject: "regular expressions",
    name: "has the expression of a parameter as written",
    on: fastify,
    script: get("/numbers/1", "/numbers/22"),
    expect: [counted("GET /numbers/:number(^\\d+$) 200", { times: 2 })],
  },
  {
    subject: "regular expressions",
    name: "has the expression of a part of a segment as written",
    on: fastify,
    script: get("/images/12.png"),
    expect: [counted("GET /images/:file(^\\d+).png 200")],
  },
  {
    subject: "regular expressions",
    name: "counts what an expression refuses as unmatched",
    script: get("/numbers/one"),
    expect: [counted("GET unmatched 404")],
  },
  {
    subject: "regular expressions",
    name: "knows two parameters in one segment",
    script: get("/flights/fra-lhr"),
    expect: [counted("GET /flights/:from-:to 200")],
  },
];

const handlers: readonly EdgeCase[] = [
  {
    subject: "several handlers",
    name: "counts a route with several handlers once",
    script: get("/handlers/1"),
    expect: [counted("GET /handlers/:id 200")],
  },
  {
    subject: "several handlers",
    name: "has the route where the first of its handlers answers",
    on: express,
    script: get("/handlers-refuse/1"),
    expect: [counted("GET /handlers-refuse/:id 403")],
  },
  {
    subject: "several handlers",
    name: "counts the route that answers after another was left",
    on: express,
    script: get("/choices/1", "/choices/2"),
    expect: [counted("GET /choices/:name 202"), counted("GET /choices/:id 200")],
  },
  {
    subject: "several handlers",
    name: "counts the later of two routes for one path, where the first only passes on",
    on: express,
    script: get("/twice/1"),
    expect: [counted("GET /twice/:name 200")],
  },
  {
    subject: "several handlers",
    name: "has the route of a handler before the last one that answers",
    on: fastify,
    script: get("/late-hook/1"),
    expect: [counted("GET /late-hook/:id 403")],
  },
  {
    subject: "several handlers",
    name: "knows a route for all methods",
    script: [...get("/any/1"), ...request("PUT", "/any/1", { body: "" }), ...request("PATCH", "/any/1", { body: "" })],
    expect: [counted("GET /any/:id 200"), counted("PUT /any/:id 200"), counted("PATCH /any/:id 200")],
  },
];

const forms: readonly EdgeCase[] = [
  { subject: "forms of a path", name: "knows the root", script: get("/"), expect: [counted("GET / 200")] },
  {
    subject: "forms of a path",
    name: "leaves out the query",
    script: get("/users/1?page=2&x=/y/z", "/plain?", "/plain?route=/users/:id"),
    expect: [counted("GET /users/:id 200"), counted("GET /plain 200", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "knows the root of a mounted router",
    script: get("/users"),
    expect: [counted("GET /users 200")],
  },
  {
    subject: "forms of a path",
    name: "knows an optional parameter that is there, and one that is not",
    on: ["express4", "fastify5"],
    script: get("/letters/a", "/letters"),
    expect: [counted("GET /letters/:letter? 200", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "knows an optional part that is there, and one that is not",
    on: ["express5"],
    script: get("/letters/a", "/letters"),
    expect: [counted("GET /letters{/:letter} 200", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "has a wildcard as written",
    on: ["express4", "fastify5"],
    script: get("/files/a/b/c.txt", "/files/d"),
    expect: [counted("GET /files/* 200", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "has a wildcard as written, with its name",
    on: ["express5"],
    script: get("/files/a/b/c.txt", "/files/d"),
    expect: [counted("GET /files/*path 200", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "takes differing case and a slash at the end for the same route, as Express does",
    on: express,
    script: get("/USERS/1", "/plain/", "/Plain"),
    expect: [counted("GET /users/:id 200"), counted("GET /plain 200", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "is as strict as the router is",
    on: express,
    script: get("/strict/Exact/", "/strict/Exact", "/strict/exact/"),
    expect: [counted("GET /strict/Exact/ 200"), counted("GET unmatched 404", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "takes differing case and a slash at the end for other paths, as Fastify does",
    on: fastify,
    script: get("/USERS/1", "/plain/"),
    expect: [counted("GET unmatched 404", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "knows the route of a value with escaped characters",
    script: get("/users/a%2Fb", "/users/%E2%82%AC"),
    expect: [counted("GET /users/:id 200", { times: 2 })],
  },
  {
    subject: "forms of a path",
    name: "knows the route of a path with the server's name before it",
    script: get("http://localhost/users/1"),
    expect: [counted("GET /users/:id 200")],
  },
  {
    subject: "forms of a path",
    name: "knows the route that an address was rewritten to",
    script: get("/rewritten/old/1"),
    expect: [counted("GET /rewritten/new/:id 200")],
  },
  {
    subject: "forms of a path",
    name: "knows the route of a value of 4,000 characters",
    on: express,
    script: get(`/users/${"x".repeat(4000)}`),
    expect: [counted("GET /users/:id 200")],
  },
  {
    subject: "forms of a path",
    name: "counts a value that is longer than the router allows as unmatched",
    on: fastify,
    script: get(`/users/${"x".repeat(4000)}`),
    expect: [counted("GET unmatched 414")],
  },
  {
    subject: "forms of a path",
    name: "knows a route that is chosen by its version",
    on: fastify,
    script: [...request("GET", "/versions/1", { headers: { "Accept-Version": "1.x" } }), ...get("/versions/1")],
    expect: [counted("GET /versions/:id 200"), counted("GET unmatched 404")],
  },
  {
    subject: "forms of a path",
    name: "knows a route that is chosen by the host",
    on: fastify,
    script: [...request("GET", "/versions/1/hosted", { headers: { Host: "inner.example" } })],
    expect: [counted("GET /versions/:id/hosted 200")],
  },
];

/** Where the route is the point. */
export const routes: readonly EdgeCase[] = [
  ...mounted,
  ...oddlyMounted,
  ...parametrised,
  ...digits,
  ...nested,
  ...arrays,
  ...expressions,
  ...handlers,
  ...forms,
];
