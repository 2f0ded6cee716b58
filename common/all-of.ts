/** Several pieces of work at a time. */

/** Waits for all of them, also where one fails: then nothing of it goes on. Throws what the first of them in order has thrown. */
export async function allOf<T extends readonly unknown[] | []>(work: T) {
  await Promise.allSettled(work);
  return Promise.all(work);
}
