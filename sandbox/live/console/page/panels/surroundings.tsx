/** What is not as in a real cluster: stand-ins, targets without a process, other versions. */
import { List, Text, Title } from "@mantine/core";
import type { ConsoleState } from "../state";

/** Three lists. */
export function Surroundings({ standIns, leftOut, versions, clusterProblem }: ConsoleState) {
  return (
    <>
      {clusterProblem !== undefined && (
        <Text size="sm" className="problem" mb="xs">
          {clusterProblem}
        </Text>
      )}
      <Named
        title="Stand-ins"
        none="There is none."
        items={standIns.map(({ name, standsFor }) => [name, `stands for ${standsFor}`])}
      />
      <Named
        title="Left out"
        none="Every target has a process."
        items={leftOut.map(({ target, reason }) => [target, reason])}
      />
      <Named
        title="Other versions than deployed"
        none="Every process has the version that is deployed."
        items={versions
          .filter(({ runs, deployed }) => runs !== deployed)
          .map(({ name, runs, deployed }) => [name, `${runs} runs, ${deployed} is deployed`])}
      />
    </>
  );
}

function Named({
  title,
  none,
  items,
}: {
  readonly title: string;
  readonly none: string;
  readonly items: readonly (readonly [string, string])[];
}) {
  return (
    <>
      <Title order={3} size="h6" mt="xs">
        {title}
      </Title>
      {items.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      <List size="sm">
        {items.map(([name, words]) => (
          <List.Item key={name}>
            <Text span fw={600} inherit>
              {name}
            </Text>
            : {words}
          </List.Item>
        ))}
      </List>
    </>
  );
}
