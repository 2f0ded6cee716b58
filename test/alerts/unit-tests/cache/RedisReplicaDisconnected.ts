import { constant, steps } from "../../series";
import { stateCases } from "../gauge";
import { firing, RUNBOOKS, type Labels, type UnitTest } from "../unit-test";
import { foundTwice, metric, neighbours, target } from "./redis";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

export const unitTest: UnitTest = {
  alert: "RedisReplicaDisconnected",
  cases: [
    ...stateCases({
      state: (samples, labels) =>
        metric("redis_master_link_up", samples, { master_host: "10.0.0.60", master_port: "6379", ...labels }),
      wrong: 0,
      right: 1,
      alert,
      texts: {
        summary: "A Redis replica has no link to its primary.",
        description:
          "Cache sessions (10.0.0.51:9121), a replica, has had no working link to its primary for at least 5 minutes: the primary " +
          "or the network is down, or the replica is still copying. What is written there does not reach it.",
        runbook_url: `${RUNBOOKS}/RedisReplicaDisconnected.md`,
      },
      neighbours,
      foundTwice,
    }),
    {
      way: "series",
      name: "goes on where the replica is told of another primary that it does not reach either",
      series: [
        metric("redis_master_link_up", steps([0, 0]), { master_host: "10.0.0.60", master_port: "6379" }),
        metric("redis_master_link_up", (seconds) => (seconds < 200 ? undefined : 0), {
          master_host: "10.0.0.61",
          master_port: "6379",
        }),
      ],
      expect: [firing(330, alert())],
    },
    {
      way: "series",
      name: "fires where one of several primaries is out of reach",
      series: ["10.0.0.60", "10.0.0.61"].map((master_host, index) =>
        metric("redis_master_link_up", constant(index), { master_host, master_port: "6379" }),
      ),
      expect: [firing(330, alert())],
    },
  ],
};
