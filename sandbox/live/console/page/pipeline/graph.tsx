/** The pipeline as a graph. What it shows in colours is in the words of each station as well, and in the tables below. */
import { Group, Text, useComputedColorScheme } from "@mantine/core";
import { Handle, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import type { ConsoleState } from "../state";
import { COLUMNS, type Condition, pipelineOf, type Station } from "./stations";

const WIDTH = 208;
const HEIGHT = 44;
const COLUMN = 262;
const ROW = 51;
const HEADING = 34;

/** What each condition is called, for those who don't see the colour. */
const WORDS: Readonly<Record<Condition, string>> = {
  ok: "works",
  pending: "pending",
  firing: "firing",
  down: "down",
  idle: "nothing yet",
};

type StationNode = Node<{ station: Station }, "station">;
type HeadingNode = Node<{ text: string }, "heading">;

function StationBox({ data: { station } }: NodeProps<StationNode>) {
  const { column, title, detail, condition } = station;
  return (
    <div className="station" data-condition={condition} title={`${title}: ${detail}`}>
      {column > 0 && <Handle type="target" position={Position.Left} isConnectable={false} />}
      <Group gap={6} wrap="nowrap">
        <span className="dot" role="img" aria-label={WORDS[condition]} />
        <Text size="sm" fw={600} truncate>
          {title}
        </Text>
      </Group>
      <Text size="xs" truncate className="detail">
        {detail}
      </Text>
      {column < COLUMNS.length - 1 && <Handle type="source" position={Position.Right} isConnectable={false} />}
    </div>
  );
}

function Heading({ data: { text } }: NodeProps<HeadingNode>) {
  return <div className="heading">{text}</div>;
}

const NODE_TYPES = { station: StationBox, heading: Heading };

/** The graph, as high as its longest column. */
export function PipelineGraph({ state }: { readonly state: ConsoleState }) {
  const colorMode = useComputedColorScheme("light");
  const { stations, ways } = pipelineOf(state);
  const rows = Math.max(...COLUMNS.map((_, column) => stations.filter((station) => station.column === column).length));
  const height = HEADING + rows * ROW;
  const nodes: (StationNode | HeadingNode)[] = COLUMNS.flatMap((text, column) => {
    const inColumn = stations.filter((station) => station.column === column);
    const top = HEADING + ((rows - inColumn.length) * ROW) / 2;
    return [
      {
        id: `heading ${text}`,
        type: "heading" as const,
        data: { text },
        position: { x: column * COLUMN, y: 0 },
        width: WIDTH,
      },
      ...inColumn.map((station, row) => ({
        id: station.id,
        type: "station" as const,
        data: { station },
        position: { x: column * COLUMN, y: top + row * ROW },
        width: WIDTH,
        height: HEIGHT,
      })),
    ];
  });
  const edges = ways.map(({ from, to, condition }) => ({
    id: `${from} to ${to}`,
    source: from,
    target: to,
    className: `way way-${condition}`,
    animated: condition === "firing",
  }));
  return (
    // It scrolls sideways on a narrow screen.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <figure className="pipeline" aria-label="The way from target to message" tabIndex={0}>
      <div style={{ height }}>
        <ReactFlow
          // Another number of rows is another size, which has to be fitted anew.
          key={rows}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          colorMode={colorMode}
          fitView
          fitViewOptions={{ padding: 0.01 }}
          minZoom={0.2}
          maxZoom={1}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          panOnDrag={false}
          panOnScroll={false}
          zoomOnScroll={false}
          zoomOnPinch={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
        />
      </div>
    </figure>
  );
}
