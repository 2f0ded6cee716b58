/** Versions of what runs and of what is deployed. */
import type { Tools } from "../tools";
import type { Planned } from "./plan";

/** A program that runs in another version than the image that it stands for. */
export interface OtherVersion {
  readonly name: string;
  readonly runs: string;
  readonly deployed: string;
}

/** The version in an image's tag; undefined where it has none. */
export function imageVersion(image = ""): string | undefined {
  return /:v?(\d+\.\d+\.\d+)[^/]*$/.exec(image)?.[1];
}

/** Those whose versions differ. */
export function otherVersions(planned: readonly Planned[], tools: Pick<Tools, "version">): OtherVersion[] {
  return planned.flatMap(({ name, program, container }) => {
    const [runs, deployed] = [tools.version(program.tool), imageVersion(container.image)];
    return deployed === undefined || deployed === runs ? [] : [{ name, runs, deployed }];
  });
}
