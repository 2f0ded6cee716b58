/** What the operating system refuses, in words. */

/** By the code of the error; each ends a sentence that begins with the path. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a file stands where a folder is needed",
  EISDIR: "it is a folder, and a file is needed",
  EEXIST: "there is something of that name already",
  ENOTEMPTY: "the folder is not empty",
  EACCES: "you may not read or write there",
  EPERM: "you may not read or write there",
  EROFS: "nothing can be written there (the file system is read-only)",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is used up",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
};

/** The reason of an error of the operating system; undefined for any other error. */
export function systemReason(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? WORDS[code] : undefined;
}

/** The path that an error of the operating system is about. */
export function pathOfError(error: unknown): string | undefined {
  const { path } = (error ?? {}) as { readonly path?: unknown };
  return typeof path === "string" ? path : undefined;
}
