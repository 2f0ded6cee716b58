/** Addresses as people may read them. */

/** An address without user, password and query, which may hold a token. */
export function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** Whether a text is an http(s) address; otherwise it is a path. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
