/** What a change report says, before it is put into words. */
import type { RenderedFiles } from "../render/files";

/** One thing that is said about an item, such as the threshold of an alert. */
export interface Fact {
  readonly label: string;
  /** The value in words; empty for what only the diff can show. */
  readonly value: string;
  /** What shows whether the fact has changed, where the value does not: the rest of a panel, as JSON. */
  readonly identity?: string;
}

/** Something that a reviewer knows by name: an alert, a panel, a volume. */
export interface Item {
  /** The same key before and after means the same thing. */
  readonly key: string;
  readonly name: string;
  readonly facts: readonly Fact[];
  /** File that this item comes and goes with, and is then not listed: a new dashboard says it for its panels. */
  readonly partOf?: string;
}

/** A fact that differs; undefined on the side that lacks it. */
export interface FactChange {
  readonly label: string;
  readonly before?: string;
  readonly after?: string;
}

/** What happens to one item. */
export type Change =
  | { readonly kind: "added" | "removed"; readonly name: string; readonly facts: readonly Fact[] }
  | { readonly kind: "changed"; readonly name: string; readonly facts: readonly FactChange[] };

/** What is wanted of one subject. */
export interface Section {
  readonly title: string;
  /** What its items are called in the report's title: one and many. */
  readonly noun: readonly [one: string, many: string];
  /** Everything of the subject that one side declares. */
  readonly items: (files: RenderedFiles) => readonly Item[];
  /** What a reviewer has to know of such changes besides, as a line of Markdown; undefined where there is nothing. */
  readonly caution?: (changes: readonly Change[]) => string | undefined;
}

/** A section with what changes in it. */
export interface SectionChanges extends Pick<Section, "title" | "noun"> {
  readonly changes: readonly Change[];
  readonly caution?: string | undefined;
}

/** How one file changes. */
export interface FileDiff {
  readonly path: string;
  /** Unified diff with the file's two header lines. */
  readonly patch: string;
}

/** Everything that differs between two sides. */
export interface ChangeReport {
  readonly sections: readonly SectionChanges[];
  readonly files: readonly FileDiff[];
}
