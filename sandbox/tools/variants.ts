/** The forms in which a tool may lie in the cache: as its publisher released it, and as it was built from Go modules. */
import { isComplete, toolFolder } from "./cache";
import type { ToolModule } from "./catalogue";
import { released, releaseFolder, releaseOf } from "./release/folder";
import type { Release } from "./release/release";

/** Where tools lie, and which there may be. */
export interface ToolPlace {
  /** The cache of the sandbox. */
  readonly cache: string;
  /** The folder that holds one folder per module. */
  readonly modulesFolder: string;
  /** The releases that may be used; none by default. */
  readonly releases?: readonly Release[];
}

/** One form of a tool. */
export interface Variant {
  readonly kind: "released" | "built";
  readonly folder: string;
  /** The module with the version of this form. */
  readonly module: ToolModule;
}

/** The forms of a tool. The released one comes first: where versions differ, it is the one that clusters run. */
export function variants(module: ToolModule, { cache, modulesFolder, releases = [] }: ToolPlace): readonly Variant[] {
  const release = releaseOf(module, releases);
  const built = { kind: "built", folder: toolFolder(cache, module, modulesFolder), module } as const;
  if (release === undefined) return [built];
  const folder = releaseFolder(cache, release);
  return [{ kind: "released", folder, module: released(module, release) }, built];
}

/** The form that is in the cache. */
export function cachedVariant(module: ToolModule, place: ToolPlace): Variant | undefined {
  return variants(module, place).find((variant) => isComplete(variant.folder, variant.module));
}
