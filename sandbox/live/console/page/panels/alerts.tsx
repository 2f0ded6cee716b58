/** Alerts that are pending or firing. */
import { Badge, Table, Text } from "@mantine/core";
import type { Alert } from "../state";
import { ago } from "../times";

/** A table, those that fire first; the Watchdog, which always does, last. */
export function Alerts({ alerts, now }: { readonly alerts: readonly Alert[]; readonly now: string }) {
  if (alerts.length === 0) return <Text c="dimmed">No alert is pending or firing.</Text>;
  const rank = ({ state, severity }: Alert) => (severity === "none" ? 2 : state === "firing" ? 0 : 1);
  const sorted = [...alerts].sort((one, other) => rank(one) - rank(other));
  return (
    <Table.ScrollContainer minWidth={420} type="native" tabIndex={0} aria-label="Alerts">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>State</Table.Th>
            <Table.Th>Alert</Table.Th>
            <Table.Th>Since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map((alert) => (
            <Table.Tr key={JSON.stringify([alert.name, alert.labels])}>
              <Table.Td>
                <Badge color={colourOf(alert)} variant={alert.state === "firing" ? "filled" : "light"} tt="none">
                  {alert.state}
                </Badge>
              </Table.Td>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {alert.name}{" "}
                  <Text span size="xs" c="dimmed">
                    {alert.severity}
                  </Text>
                </Text>
                <Text size="sm">{alert.severity === "none" ? alert.summary : alert.description || alert.summary}</Text>
              </Table.Td>
              <Table.Td className="no-wrap">{ago(alert.since, now)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function colourOf({ state, severity }: Alert): string {
  if (severity === "none") return "gray";
  if (state === "pending") return "yellow";
  return severity === "critical" ? "red" : "orange";
}
