/** The sample services' own part of a database: a role without any other right, and its table. */
import { escapeIdentifier, escapeLiteral } from "pg";

/** How many orders there are from the start. */
const ORDERS = 200;

/** Makes the role of the sample services with its table, in the database that is connected to. */
export function orderStatements({ user, password }: { readonly user: string; readonly password: string }): string {
  const role = escapeIdentifier(user);
  return `
    CREATE ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)};
    CREATE TABLE orders (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      customer text NOT NULL,
      status text NOT NULL DEFAULT 'new',
      cents integer NOT NULL CHECK (cents > 0),
      placed_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ON orders (customer);
    INSERT INTO orders (customer, cents) SELECT 'customer-' || n % 20, 100 + n FROM generate_series(1, ${ORDERS}) AS n;
    ALTER TABLE orders OWNER TO ${role};`;
}
