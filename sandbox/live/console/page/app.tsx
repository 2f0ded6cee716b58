/** The whole page. */
import { Alert, Badge, Card, Container, Grid, Group, Loader, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useConsoleState } from "./api";
import { Messages } from "./messages/messages";
import { Acceptance } from "./panels/acceptance";
import { Alerts } from "./panels/alerts";
import { Faults } from "./panels/faults";
import { Surroundings } from "./panels/surroundings";
import { Targets } from "./panels/targets";
import { PipelineGraph } from "./pipeline/graph";
import type { ConsoleState } from "./state";

/** Everything, or why there is nothing. */
export function App() {
  const { state, problem, refresh } = useConsoleState();
  return (
    <Container size="xl" py="md" component="main">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          Monitoring sandbox
        </Title>
        {state && <Summary state={state} />}
      </Group>
      {problem !== undefined && (
        <Alert color="red" mb="md" role="alert">
          {problem}
        </Alert>
      )}
      {state === undefined && problem === undefined && <Loader aria-label="Asking the console" />}
      {state && <Panels state={state} onChanged={refresh} />}
    </Container>
  );
}

function Summary({ state: { targets, alerts } }: { readonly state: ConsoleState }) {
  const up = targets.filter(({ health }) => health === "up").length;
  const telling = alerts.filter(({ severity }) => severity !== "none");
  const firing = telling.filter((alert) => alert.state === "firing").length;
  const pending = telling.length - firing;
  return (
    <Group gap="xs" aria-live="polite" role="status">
      <Badge color={up === targets.length && up > 0 ? "teal" : "red"} variant="light" tt="none" size="lg">
        {up} of {targets.length} targets up
      </Badge>
      <Badge color={pending > 0 ? "yellow" : "gray"} variant="light" tt="none" size="lg">
        {pending} pending
      </Badge>
      <Badge color={firing > 0 ? "red" : "gray"} variant={firing > 0 ? "filled" : "light"} tt="none" size="lg">
        {firing} firing
      </Badge>
    </Group>
  );
}

function Panels({ state, onChanged }: { readonly state: ConsoleState; readonly onChanged: () => void }) {
  return (
    <Grid>
      <Grid.Col span={12}>
        <Panel title="Make a fault">
          <Faults faults={state.faults} onChanged={onChanged} />
        </Panel>
      </Grid.Col>
      <Grid.Col span={12}>
        <Panel title="From target to message">
          <PipelineGraph state={state} />
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Panel title="Alerts">
          <Alerts alerts={state.alerts} now={state.at} />
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Panel title="Messages in Slack">
          {state.slackMode.answer !== "ok" && (
            <Alert color="yellow" mb="sm" p="xs">
              Slack answers {state.slackMode.answer === "silent" ? "nothing" : state.slackMode.answer} at present.
            </Alert>
          )}
          <Messages messages={state.messages} now={state.at} />
        </Panel>
      </Grid.Col>
      <Grid.Col span={12}>
        <Panel title="Acceptance criteria">
          <Acceptance rows={state.acceptance} now={state.at} />
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Panel title="Targets">
          <Targets targets={state.targets} />
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Panel title="What is not as in a real cluster">
          <Surroundings {...state} />
        </Panel>
      </Grid.Col>
    </Grid>
  );
}

function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card withBorder component="section" aria-label={title} h="100%">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </Card>
  );
}
