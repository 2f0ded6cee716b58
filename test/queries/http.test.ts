import assert from "node:assert/strict";
import { PROBE_ROUTES } from "../../instrumentation";
import { USERS } from "../../queries/http";

describe("the matcher of users' requests", () => {
  /** Prometheus' expressions have to fit the whole value. */
  const leftOut = (route: string) =>
    new RegExp(`^(?:${/^route!~"(.+)"$/.exec(USERS)?.[1] ?? assert.fail(USERS)})$`).test(route);

  it("leaves out every route that the instrumentation does not count", () =>
    assert.deepEqual(
      PROBE_ROUTES.filter((route) => !leftOut(route)),
      [],
    ));

  it("leaves in what only resembles one", () => {
    const others = PROBE_ROUTES.flatMap((route) => [`${route}s`, `${route}/1`, `/api${route}`, route.slice(1)]);
    assert.deepEqual(["/", "", "/orders/:id", "other", ...others].filter(leftOut), []);
  });
});
