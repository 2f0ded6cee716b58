/** Reads PromQL: no other place takes an expression apart. */
export {
  ranges,
  renamedMetrics,
  selectedMetrics,
  selectors,
  type Matcher,
  type Selected,
  type Selector,
} from "./selectors";
export { children, childrenOf, expressionIn, nodes, textOf, type Node } from "./tree";
