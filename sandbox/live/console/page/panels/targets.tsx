/** Every target of Prometheus. */
import { Badge, Table, Text } from "@mantine/core";
import type { Target } from "../state";

const COLOURS = { up: "teal", down: "red", unknown: "gray" } as const;

/** A table, those that are down first. */
export function Targets({ targets }: { readonly targets: readonly Target[] }) {
  if (targets.length === 0) return <Text c="dimmed">Prometheus has no targets yet.</Text>;
  const rank = ({ health }: Target) => (health === "up" ? 1 : 0);
  const sorted = [...targets].sort(
    (one, other) =>
      rank(one) - rank(other) || one.job.localeCompare(other.job) || one.instance.localeCompare(other.instance),
  );
  return (
    <Table.ScrollContainer minWidth={420} type="native" tabIndex={0} aria-label="Targets">
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Health</Table.Th>
            <Table.Th>Job</Table.Th>
            <Table.Th>Instance</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map(({ job, namespace, instance, metricsPath, health, error }) => (
            <Table.Tr key={`${job} ${namespace} ${instance} ${metricsPath}`}>
              <Table.Td>
                <Badge color={COLOURS[health]} variant="light" tt="none">
                  {health}
                </Badge>
              </Table.Td>
              <Table.Td>
                {job}{" "}
                <Text span size="xs" c="dimmed">
                  {namespace}
                </Text>
              </Table.Td>
              <Table.Td>
                {instance}
                {metricsPath}
                {error !== "" && (
                  <Text size="xs" className="problem">
                    {error}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
