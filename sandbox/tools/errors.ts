/** A tool cannot be had. The message is one sentence saying what is wrong and what to do, if need be with Go's own last lines below. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}
