/** What the sample services do at each route, whatever their framework. */
import { z } from "zod";
import type { Stores } from "./stores";

/** What a request brings. */
export interface Input {
  /** Parameters of the path and of the query, by their names. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** One route. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH";
  /** As Express 5 and Fastify take it: `/orders/:id`. */
  readonly path: string;
  /** The answer as JSON; undefined where there is no such thing. */
  readonly answer: (stores: Stores, input: Input) => Promise<object | undefined>;
}

/** Orders that are kept; older ones are removed as new ones come. */
const KEPT_ORDERS = 5000;

/** How long an order stays in the cache, and a session without a request. Seconds. */
const [CACHE_SECONDS, SESSION_SECONDS] = ["60", "600"];

const newOrder = z.object({ customer: z.string().max(100), cents: z.int().positive().max(1_000_000) });

/** A number of an order; none that PostgreSQL would refuse. */
const orderId = /^\d{1,15}$/;

/** qualisys-api: orders, from the cache or from the database. */
export const apiRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/orders/:id",
    answer: async ({ sql, redis }, { parameters: { id = "" } }) => {
      if (!orderId.test(id)) return undefined;
      const cached = await redis("GET", `orders:${id}`);
      if (cached !== undefined) return JSON.parse(cached) as object;
      const [order] = await sql("SELECT id, customer, status, cents FROM orders WHERE id = $1", [id]);
      if (order !== undefined) await redis("SET", `orders:${id}`, JSON.stringify(order), "EX", CACHE_SECONDS);
      return order;
    },
  },
  {
    method: "GET",
    path: "/orders",
    answer: async ({ sql }, { parameters: { customer = "" } }) => ({
      orders: await sql("SELECT id, status, cents FROM orders WHERE customer = $1 ORDER BY id DESC LIMIT 20", [
        customer,
      ]),
    }),
  },
  {
    method: "POST",
    path: "/orders",
    answer: async ({ sql, redis }, { body }) => {
      const order = newOrder.safeParse(body).data ?? { customer: "customer-0", cents: 100 };
      const [placed] = await sql<{ id: string }>("INSERT INTO orders (customer, cents) VALUES ($1, $2) RETURNING id", [
        order.customer,
        order.cents,
      ]);
      await sql("DELETE FROM orders WHERE id <= $1", [Number(placed?.id) - KEPT_ORDERS]);
      return { id: placed?.id, placed: Number(await redis("INCR", "orders:placed")) };
    },
  },
  {
    method: "PATCH",
    path: "/orders/:id",
    answer: async ({ sql, redis }, { parameters: { id = "" } }) => {
      if (!orderId.test(id)) return undefined;
      const [order] = await sql("UPDATE orders SET status = 'paid' WHERE id = $1 RETURNING id, status", [id]);
      await redis("DEL", `orders:${id}`);
      return order;
    },
  },
];

/** qualisys-web: pages of a customer with a session. */
export const webRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/",
    answer: async ({ redis }) => ({ visits: Number(await redis("INCR", "orders:visits")) }),
  },
  {
    method: "GET",
    path: "/account/:customer",
    answer: async ({ sql, redis }, { parameters: { customer = "" } }) => {
      const since = (await redis("GET", `orders:session:${customer}`)) ?? new Date().toISOString();
      await redis("SET", `orders:session:${customer}`, since, "EX", SESSION_SECONDS);
      const [sum] = await sql(
        "SELECT count(*)::int AS orders, coalesce(sum(cents), 0)::int AS cents FROM orders WHERE customer = $1",
        [customer],
      );
      return { since, ...sum };
    },
  },
  {
    method: "POST",
    path: "/session",
    answer: async ({ redis }, { parameters: { customer = "customer-0" } }) => {
      await redis("SET", `orders:session:${customer}`, new Date().toISOString(), "EX", SESSION_SECONDS);
      return { customer };
    },
  },
];
