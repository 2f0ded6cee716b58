/** A button for each fault. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { changeFault } from "../api";
import type { FaultState } from "../state";

/** The buttons; what is pressed is done before the next one can be. */
export function Faults({
  faults,
  onChanged,
}: {
  readonly faults: readonly FaultState[];
  /** Called when a fault was made or ended. */
  readonly onChanged: () => void;
}) {
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<string>();
  if (faults.length === 0) return <Text c="dimmed">This sandbox has no faults to make.</Text>;
  const press = async ({ name, active }: FaultState) => {
    setBusy(name);
    try {
      await changeFault(name, !active);
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(undefined);
    onChanged();
  };
  return (
    <>
      <Group gap="sm">
        {faults.map((fault) => (
          <Button
            key={fault.name}
            color="red"
            variant={fault.active ? "filled" : "light"}
            aria-pressed={fault.active}
            loading={busy === fault.name}
            disabled={busy !== undefined && busy !== fault.name}
            onClick={() => void press(fault)}
          >
            {fault.active ? `End: ${fault.title}` : fault.title}
          </Button>
        ))}
      </Group>
      {problem !== undefined && (
        <Alert color="red" mt="sm" p="xs" role="alert">
          {problem}
        </Alert>
      )}
    </>
  );
}
