/** Random routers: their generator knows every template, and the routers themselves say on which way a request went. */
import fc from "fast-check";

/** A path as its segments; one that begins with a colon is a parameter. Empty for `/`. */
export type Path = readonly string[];

/** A route, or a router with what is in it. */
export type Node = RouteNode | MountNode;

export interface RouteNode {
  readonly kind: "route";
  /** Several where the route was given an array. */
  readonly paths: readonly Path[];
  /** Whether its handler leaves the answer to somebody behind it. */
  readonly passes: boolean;
}

export interface MountNode {
  readonly kind: "router" | "application";
  readonly paths: readonly Path[];
  /** A second place at which it is mounted, beside the first. */
  readonly again?: readonly Path[];
  readonly children: readonly Node[];
}

// Few words, so that paths meet, and some with characters that mean something in expressions.
const words = fc.constantFrom("a", "b", "c", "d.e", "f-g");
const segment = fc.oneof({ weight: 3, arbitrary: words }, { weight: 2, arbitrary: fc.constant(":") });
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map(named);
const pathOrRoot = fc.oneof({ weight: 4, arbitrary: path }, { weight: 1, arbitrary: fc.constant<Path>([]) });
// Not the root beside others: whether it takes every path, as it does alone, is another thing in each version of Express.
const some = (one: fc.Arbitrary<Path>) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(one) },
    { weight: 1, arbitrary: fc.array(path, { minLength: 2, maxLength: 3 }) },
  );

/** Parameters have names that no other of the path has. */
function named(segments: readonly string[]): Path {
  return segments.map((segment, index) => (segment === ":" ? `:p${index}` : segment));
}

const { nodes } = fc.letrec<{ nodes: Node[]; node: Node; route: RouteNode; mount: MountNode }>((tie) => ({
  nodes: fc.array(tie("node"), { minLength: 1, maxLength: 4 }),
  node: fc.oneof({ maxDepth: 3, depthSize: "small" }, tie("route"), tie("mount")),
  route: fc.record({ kind: fc.constant("route" as const), paths: some(pathOrRoot), passes: fc.boolean() }),
  mount: fc.record({
    kind: fc.constantFrom("router" as const, "application" as const),
    paths: some(pathOrRoot),
    again: fc.option(some(path), { nil: undefined, freq: 3 }),
    children: tie("nodes"),
  }),
}));

/** What an application consists of. */
export const trees: fc.Arbitrary<readonly Node[]> = nodes;

/** Values of parameters: as words, as numbers, as templates, and what has to be escaped. */
const values = fc.constantFrom(
  "a",
  "b",
  "1",
  "42",
  "x%20y",
  "a%2Fb",
  ":p0",
  "%3Ap0",
  "%E2%82%AC",
  "d.e",
  "A",
  "unmatched",
);

/** Paths that a client asks for: made of what the tree has, and of what it has not. */
export function urls(tree: readonly Node[]): fc.Arbitrary<string> {
  const whole = wholePaths(tree);
  const made = fc
    .tuple(fc.constantFrom(...whole), fc.array(values, { minLength: 12, maxLength: 12 }))
    .map(([template, given]) =>
      template.map((segment, index) => (segment.startsWith(":") ? (given[index] ?? "a") : segment)),
    );
  const any = fc.array(values, { maxLength: 5 });
  return fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: made }, { weight: 1, arbitrary: any }),
      fc.constantFrom("", "", "?x=/a/b", "/"),
      fc.boolean(),
    )
    .map(
      ([segments, ending, loud]) =>
        `/${loud ? segments.map((segment) => segment.toUpperCase()).join("/") : segments.join("/")}${segments.length === 0 && ending === "/" ? "" : ending}`,
    );
}

function wholePaths(nodes: readonly Node[]): Path[] {
  return nodes.flatMap((node) =>
    node.kind === "route"
      ? node.paths
      : [...node.paths, ...(node.again ?? [])].flatMap((prefix) =>
          wholePaths(node.children).map((rest) => [...prefix, ...rest]),
        ),
  );
}

/** A path as it is written into a program. */
export function written(path: Path): string {
  return `/${path.join("/")}`;
}

/** The route that a request has found: on each level the first of the paths that fits, as the frameworks choose it. */
export function template(way: readonly (readonly Path[])[], url: string): string {
  let rest = (url.split("?", 1)[0] as string).split("/").filter((segment) => segment !== "");
  const taken = way.flatMap((paths, level) => {
    const whole = level === way.length - 1;
    const path = paths.find((candidate) => fits(candidate, rest) && (!whole || candidate.length === rest.length));
    if (path === undefined) throw new Error(`None of ${paths.map(written).join(", ")} fits ${rest.join("/")}.`);
    rest = rest.slice(path.length);
    return path;
  });
  return written(taken);
}

function fits(path: Path, segments: readonly string[]): boolean {
  return (
    path.length <= segments.length &&
    path.every((segment, index) => segment.startsWith(":") || segment.toLowerCase() === segments[index]?.toLowerCase())
  );
}
