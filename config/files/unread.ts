/** What stands in the place of a value that could not be read, and that nothing else has to be said of. */
export const UNREAD = "[not read]";
