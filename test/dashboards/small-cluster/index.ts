/** The cluster that the expected numbers are of: what its targets expose, with round values. */
import { all, type Simulation } from "../../synthetic-cluster/simulation";
import { measured } from "../../synthetic-cluster/targets";
import { cacheValues, databaseValues } from "./servers";
import { inventory } from "./inventory";
import { nodeValues, podValues } from "./nodes";
import { serviceValues } from "./services";

/** All that is measured in it. */
export function smallCluster(): Simulation {
  return all(...nodeValues, ...podValues, ...serviceValues, ...databaseValues, ...cacheValues)(measured(inventory));
}
