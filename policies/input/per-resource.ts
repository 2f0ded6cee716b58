/** What is found in a resource is looked for once, however many parts of a rule ask for it. */
import type { Resource } from "../rule";

/** The function, which remembers its answer for as long as the resource is in use. */
export function perResource<Found extends object>(find: (resource: Resource) => Found): (resource: Resource) => Found {
  const answers = new WeakMap<Resource, Found>();
  return (resource) => {
    const known = answers.get(resource);
    if (known !== undefined) return known;
    const found = find(resource);
    answers.set(resource, found);
    return found;
  };
}
