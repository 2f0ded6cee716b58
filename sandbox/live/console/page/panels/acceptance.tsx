/** The acceptance table as it stands. */
import { Badge, Table, Text } from "@mantine/core";
import type { AcceptanceRow } from "../state";
import { ago } from "../times";

const RESULTS = {
  pass: { words: "pass", color: "teal" },
  fail: { words: "fail", color: "red" },
  indirect: { words: "shown indirectly", color: "blue" },
  unknown: { words: "not asked yet", color: "gray" },
} as const;

/** One row for each criterion. */
export function Acceptance({ rows, now }: { readonly rows: readonly AcceptanceRow[]; readonly now: string }) {
  if (rows.length === 0) return <Text c="dimmed">Nothing has been verified yet: npm run verify fills this table.</Text>;
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} aria-label="Acceptance criteria">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Criterion</Table.Th>
            <Table.Th>Result</Table.Th>
            <Table.Th>What was seen</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ criterion, title, result, sentence, at }) => (
            <Table.Tr key={criterion}>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {criterion}
                </Text>
                <Text size="xs" c="dimmed">
                  {title}
                </Text>
              </Table.Td>
              <Table.Td>
                <Badge color={RESULTS[result].color} variant="light" tt="none">
                  {RESULTS[result].words}
                </Badge>
              </Table.Td>
              <Table.Td>
                <Text size="sm">{sentence}</Text>
                <Text size="xs" c="dimmed">
                  {ago(at, now)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
